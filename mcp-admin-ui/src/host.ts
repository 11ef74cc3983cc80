// SPDX-License-Identifier: Apache-2.0
/**
 * The one file that knows the insides of Keycloak's admin console, which offers no way to add a section: where React
 * keeps its tree, the router in it, the values that the console hands down to its pages, and the markup of its menu.
 * Where something is not as expected here, the stock console stays as it is.
 */
import { type Context, createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const ROOT = "app";
const FIBER_KEY = "__reactContainer$";
const NEIGHBOUR = "nav-item-clients";
const NEIGHBOUR_PATH = /\/clients$/;
const LINK = "pf-v5-c-nav__link";
const CURRENT_LINK = "pf-m-current";

/** How often to look for what the console must have; it is there the first time. */
const MAX_ATTEMPTS = 50;

/** A place in the console: what follows `#` in the address. */
export interface Place {
  pathname: string;
  search: string;
}

/** The console's toasts. */
export interface Alerts {
  addAlert(title: string, variant: "success" | "danger" | "warning" | "info", description?: string): void;
}

/** What the section takes from the console. */
export interface Host {
  /** The token of the administrator, renewed when it is due. */
  getAccessToken(): Promise<string | undefined>;
  /** Where administrators reach Keycloak, without a slash at the end. */
  adminBaseUrl: string;
  /** Where everybody else reaches it, which may be another host. */
  serverBaseUrl: string;
  realm: string;
  /** The administrator's language. */
  locale: string;
  /** Tells whether the administrator has all of these roles in the realm. */
  hasAccess(...roles: string[]): boolean;
  /** Whether the administrator wants help to be shown. */
  isHelpOn: boolean;
  /** Nothing if the console has none that can be used. */
  alerts: Alerts | undefined;
}

/** A section of the console. */
export interface Section {
  /** Its path below the realm's. */
  path: string;
  /** The role that it takes to see it. */
  access: string;
  element: ReactNode;
  /** The text of its menu item in a language. */
  label(locale: string): string;
}

interface Fiber {
  type: unknown;
  memoizedProps: Record<string, unknown> | null;
  child: Fiber | null;
  sibling: Fiber | null;
  stateNode: unknown;
}

interface Router {
  state: { location: Place };
  routes: { id: string }[];
  patchRoutes(parent: string | null, children: object[]): void;
  subscribe(listener: () => void): () => void;
  navigate(path: string, options?: { replace?: boolean }): void;
}

/* The values that the console hands down are known by what they have, not by their names. */
const VALUES = {
  admin: (value: any) => typeof value.adminClient?.getAccessToken === "function",
  environment: (value: any) => typeof value.environment?.adminBaseUrl === "string",
  realm: (value: any) => typeof value.realm === "string" && typeof value.refresh === "function",
  access: (value: any) => typeof value.hasAccess === "function",
  person: (value: any) => typeof value.whoAmI === "object",
  help: (value: any) => typeof value.enabled === "boolean" && typeof value.toggleHelp === "function",
  alerts: (value: any) => typeof value.addAlert === "function",
};
type ValueName = keyof typeof VALUES;

const NAMES = Object.keys(VALUES) as ValueName[];
const NEEDED: ValueName[] = ["admin", "environment", "realm", "access", "person"];
const NOWHERE = createContext<any>(undefined);

const contexts: Partial<Record<ValueName, Context<any>>> = {};
let router: Router | undefined;
let locale = "en";
let attempts = 0;

/** Adds a section to the console as soon as the console is there, and all that the section needs in it. */
export function attach(section: Section) {
  const root = document.getElementById(ROOT);
  if (root === null) {
    return;
  }
  const observer = new MutationObserver(() => {
    try {
      if (router === undefined && findConsole(root)) {
        addRoute(router!, section);
        router!.subscribe(() => showMenuItem(section));
      }
      if (router !== undefined) {
        showMenuItem(section);
      } else if (attempts > MAX_ATTEMPTS) {
        observer.disconnect();
      }
    } catch {
      // This is another console than the one that this file knows: who works in it is not to notice.
      observer.disconnect();
    }
  });
  observer.observe(root, { childList: true, subtree: true });
}

/** What the console hands down to the page that asks. */
export function useHost(): Host {
  const { adminClient } = useValue("admin");
  const { environment } = useValue("environment");
  const { realm } = useValue("realm");
  const { hasAccess } = useValue("access");
  return {
    getAccessToken: () => adminClient.getAccessToken(),
    adminBaseUrl: withoutSlash(environment.adminBaseUrl),
    serverBaseUrl: withoutSlash(environment.serverBaseUrl),
    realm,
    locale: useValue("person").whoAmI.locale ?? "en",
    hasAccess,
    isHelpOn: useValue("help")?.enabled ?? true,
    alerts: useValue("alerts"),
  };
}

/** Where the administrator is, and goes to. */
export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => router!.subscribe(listener),
    () => router!.state.location,
  );
}

/** Goes to a place in the console; with `replace`, Back does not come back to this one. */
export function goTo(path: string, options?: { replace?: boolean }) {
  router!.navigate(path, options);
}

function useValue(name: ValueName): any {
  return useContext(contexts[name] ?? NOWHERE);
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, "");
}

function addRoute(stock: Router, { path, access, element }: Section) {
  const parent = stock.routes[0]?.id ?? null;
  stock.patchRoutes(parent, [{ id: path, path: `/:realm/${path}/*`, element, handle: { access } }]);
  const { pathname, search } = stock.state.location;
  if (isWithin(path)) {
    // The console matched this address when it did not know the section yet.
    stock.navigate(pathname + search, { replace: true });
  }
}

function isWithin(path: string): boolean {
  return router?.state.location.pathname.split("/")[2] === path;
}

/** React draws the menu anew when it likes, so the item is put back whenever it is missing. */
function showMenuItem(section: Section) {
  const neighbour = document.getElementById(NEIGHBOUR);
  const place = neighbour?.parentElement;
  const address = neighbour?.getAttribute("href");
  if (!place || !address) {
    return;
  }
  const link = document.getElementById(`nav-item-${section.path}`) ?? createLink(section);
  if (link.parentElement!.previousElementSibling !== place) {
    place.after(link.parentElement!);
  }
  link.setAttribute("href", address.replace(NEIGHBOUR_PATH, `/${section.path}`));
  const isCurrent = isWithin(section.path);
  link.classList.toggle(CURRENT_LINK, isCurrent);
  if (isCurrent) {
    link.setAttribute("aria-current", "page");
  } else {
    link.removeAttribute("aria-current");
  }
}

function createLink({ path, label }: Section): HTMLElement {
  const link = document.createElement("a");
  link.id = `nav-item-${path}`;
  link.dataset.testid = link.id;
  link.className = LINK;
  link.textContent = label(locale);
  document.createElement("li").append(link);
  return link;
}

/** Finds all that the section needs, or nothing: half of it would be a page that does not work. */
function findConsole(root: HTMLElement): boolean {
  attempts++;
  let found: Router | undefined;
  for (const { type, memoizedProps } of fibers(root)) {
    const candidate = memoizedProps?.router;
    found ??= isRouter(candidate) ? candidate : undefined;
    keepContext(contextOf(type), memoizedProps?.value);
  }
  if (found !== undefined && NEEDED.every((name) => contexts[name] !== undefined)) {
    router = found;
  }
  return router !== undefined;
}

function isRouter(candidate: any): candidate is Router {
  return (
    typeof candidate?.patchRoutes === "function" &&
    typeof candidate.navigate === "function" &&
    typeof candidate.subscribe === "function" &&
    typeof candidate.state?.location?.pathname === "string" &&
    Array.isArray(candidate.routes)
  );
}

function keepContext(context: Context<any> | undefined, value: any) {
  if (context === undefined || typeof value !== "object" || value === null) {
    return;
  }
  for (const name of NAMES.filter((name) => VALUES[name](value))) {
    contexts[name] ??= context;
    locale = value.whoAmI?.locale ?? locale;
  }
}

/** Up to React 18 a provider has its context; from 19 on it is the context. */
function contextOf(type: any): Context<any> | undefined {
  return type?._context ?? (type?.$$typeof === Symbol.for("react.context") ? type : undefined);
}

/** All that React has drawn, from the root down. */
function* fibers(root: HTMLElement): Generator<Fiber> {
  const key = Object.keys(root).find((name) => name.startsWith(FIBER_KEY));
  const top = key === undefined ? undefined : (root as unknown as Record<string, Fiber>)[key];
  const current = (top?.stateNode as { current?: Fiber } | undefined)?.current;
  const open = current === undefined ? [] : [current];
  for (let fiber = open.pop(); fiber !== undefined; fiber = open.pop()) {
    yield fiber;
    open.push(...[fiber.sibling, fiber.child].filter((next) => next !== null));
  }
}
