// SPDX-License-Identifier: Apache-2.0
import { parse } from "node-html-parser";
import { CookieJar } from "tough-cookie";
import { StepFailure } from "./step-failure.mjs";

const MOST_PAGES = 15;

/**
 * A person with a browser who logs in to Keycloak and says yes on the consent page. Keeps cookies as a browser does; if
 * Keycloak shows the login page again, that is because a client that asked for `offline_access` ended the session.
 */
export class ScriptedUser {
  #username;
  #password;
  #log;
  #cookies = new CookieJar();

  /**
   * @param {string} username
   * @param {string} password
   * @param {import("./protocol-log.mjs").ProtocolLog} log
   */
  constructor(username, password, log) {
    this.#username = username;
    this.#password = password;
    this.#log = log;
  }

  /**
   * Follows an authorization request to its end.
   *
   * @param {URL} authorizationUrl what the client opens in the browser
   * @param {string} redirectUri where the client waits for the answer; nobody has to listen there
   * @returns {Promise<{ callback: URL, pages: string[] }>} the answer, and the pages that were shown on the way
   */
  async authorize(authorizationUrl, redirectUri) {
    const pages = [];
    let response = await this.#open(authorizationUrl);
    for (let count = 0; count < MOST_PAGES; count++) {
      const location = response.headers.get("location");
      if (location) {
        const target = new URL(location, response.url);
        if (target.href.startsWith(`${redirectUri}?`)) {
          return { callback: target, pages };
        }
        response = await this.#open(target);
      } else {
        response = await this.#answer(response.url, parse(await response.text()), response.status, pages);
      }
    }
    throw new StepFailure(`a redirect to ${redirectUri}`, `Keycloak kept showing pages: ${pages.join(", ")}`);
  }

  async #answer(url, page, status, pages) {
    if (page.querySelector("input[name=password]")) {
      if (pages.includes("login")) {
        throw new StepFailure(`a login as ${this.#username}`, `Keycloak says: ${messageOf(page)}`);
      }
      pages.push("login");
      this.#log.note(`Keycloak shows its login page; ${this.#username} logs in.`);
      return this.#submit(url, page, { username: this.#username, password: this.#password });
    }
    const yes = page.querySelector("[name=accept]");
    if (yes) {
      pages.push("consent");
      this.#log.note(`Keycloak asks: ${consentOf(page)}. ${this.#username} says yes.`);
      return this.#submit(url, page, { accept: yes.getAttribute("value") ?? "" });
    }
    throw new StepFailure("the login or the consent page", `Keycloak answered ${status}: ${messageOf(page)}`);
  }

  #submit(url, page, answers) {
    const form = page.querySelector("form");
    const fields = new URLSearchParams();
    for (const hidden of form.querySelectorAll("input[type=hidden]")) {
      fields.set(hidden.getAttribute("name"), hidden.getAttribute("value") ?? "");
    }
    for (const [name, value] of Object.entries(answers)) {
      fields.set(name, value);
    }
    return this.#open(new URL(form.getAttribute("action"), url), { method: "POST", body: fields });
  }

  async #open(url, init = {}) {
    const response = await this.#log.fetch(url, {
      ...init,
      redirect: "manual",
      headers: { accept: "text/html", cookie: await this.#cookies.getCookieString(url.href) },
    });
    for (const cookie of response.headers.getSetCookie()) {
      await this.#cookies.setCookie(cookie, url.href, { ignoreError: true });
    }
    return response;
  }
}

function messageOf(page) {
  const message =
    page.querySelector("#kc-error-message .instruction, #mcp-reason") ??
    page.querySelector("#input-error, .kc-feedback-text, .pf-v5-c-helper-text__item-text, .pf-v5-c-alert__title") ??
    page.querySelector("#kc-page-title, title, h1");
  return message ? `"${textOf(message)}"` : "a page without a message";
}

function consentOf(page) {
  const asked = page.querySelectorAll("#kc-oauth li, #mcp-permissions li").map(textOf).filter(Boolean);
  const title = page.querySelector("#kc-page-title, h1");
  return [title && `"${textOf(title)}"`, ...asked].filter(Boolean).join(" · ") || "for consent";
}

function textOf(element) {
  return element.text.replace(/\s+/g, " ").trim();
}
