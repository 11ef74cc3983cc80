// SPDX-License-Identifier: Apache-2.0
import type { Host } from "../host";

/** What the server did not do, and why, in its own words where it has some. */
export class ApiError extends Error {
  constructor(
    /** The HTTP status; 0 if the server could not be reached. */
    readonly status: number,
    /** A code for programs, such as `validation_error`. */
    readonly code: string,
    message: string,
    /** What is wrong with which field; the first message for each. */
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** What the administrator may do, by a role or by a fine-grained permission. */
export interface Access {
  manage: boolean;
}

export type Query = Record<string, string | number | boolean | undefined>;

export interface Options {
  query?: Query;
  /** Sent as JSON. */
  body?: unknown;
  /** Refuse if what is changed is not what this tag was given for. */
  ifMatch?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Answer<T> {
  data: T;
  /** The tag of this very state of what was asked for. */
  etag: string | undefined;
}

/** Asks Keycloak with the administrator's token. */
export type Send = <T>(method: string, path: string, options?: Options) => Promise<Answer<T>>;

/**
 * Sends requests to the admin REST API of the realm: paths are below `/admin/realms/{realm}`. The server's own sentences
 * are in the administrator's language where it speaks it.
 *
 * @throws {ApiError} unless the answer is a success
 */
export function sender(host: Pick<Host, "adminBaseUrl" | "realm" | "locale" | "getAccessToken">): Send {
  return async (method, path, { query = {}, body, ifMatch, signal } = {}) => {
    const url = new URL(`${host.adminBaseUrl}/admin/realms/${encodeURIComponent(host.realm)}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== "") {
        url.searchParams.set(name, String(value));
      }
    }
    const headers = new Headers({
      Accept: "application/json",
      "Accept-Language": host.locale.replace("_", "-"),
      Authorization: `Bearer ${await host.getAccessToken()}`,
    });
    if (body !== undefined) {
      headers.set("Content-Type", "application/json");
    }
    if (ifMatch !== undefined) {
      headers.set("If-Match", ifMatch);
    }
    const response = await reach(url, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
    const json = await readJson(response);
    if (!response.ok) {
      throw refusal(response.status, json);
    }
    return { data: json as never, etag: strong(response.headers.get("ETag")) };
  };
}

/** A proxy that compresses makes a tag weak, and no change would match it any more (RFC 9110 §13.1.1). */
function strong(etag: string | null): string | undefined {
  return etag?.replace(/^W\//, "");
}

async function reach(url: URL, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) {
      throw error;
    }
    throw new ApiError(0, "unreachable", "");
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

interface ErrorBody {
  error?: string;
  error_description?: string;
  errorMessage?: string;
  errors?: { field?: string; message?: string }[];
}

function refusal(status: number, json: unknown): ApiError {
  const body: ErrorBody = typeof json === "object" && json !== null ? json : {};
  const errors = Array.isArray(body.errors) ? body.errors : [];
  const fields: Record<string, string> = {};
  for (const { field = "", message = "" } of errors) {
    fields[field] ??= message;
  }
  const message = body.error_description ?? body.errorMessage ?? "";
  return new ApiError(status, body.error ?? "", message, fields);
}
