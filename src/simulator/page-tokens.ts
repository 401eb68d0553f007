import { createHmac, randomBytes } from "node:crypto";

/**
 * Opaque paging tokens: an offset, sealed for the request that it continues, so that a token of another listing,
 * account or Region is refused as AWS refuses it.
 */
export interface PageTokens {
  seal(scope: string, offset: number): string;
  /** The offset; undefined where the token was not sealed for this scope. */
  open(scope: string, token: string): number | undefined;
}

export function createPageTokens(): PageTokens {
  const secret = randomBytes(32);
  const seal = (scope: string, offset: number): string => {
    const mac = createHmac("sha256", secret).update(`${offset}\n${scope}`).digest("base64url").slice(0, 22);
    return Buffer.from(`${offset}.${mac}`).toString("base64url");
  };
  return {
    seal,
    open(scope, token) {
      const offset = Number(/^(\d{1,9})\./.exec(Buffer.from(token, "base64url").toString("latin1"))?.[1]);
      return Number.isInteger(offset) && seal(scope, offset) === token ? offset : undefined;
    },
  };
}

export interface Page<T> {
  items: readonly T[];
  /** Absent on the last page. */
  NextToken?: string;
}

interface PageRequest {
  scope: string;
  token: string | undefined;
  size: number;
}

/** One page of the items; undefined where the token is not good. */
export function cutPage<T>(tokens: PageTokens, items: readonly T[], request: PageRequest): Page<T> | undefined {
  const offset = request.token === undefined ? 0 : tokens.open(request.scope, request.token);
  if (offset === undefined) return undefined;
  const end = offset + request.size;
  const page = items.slice(offset, end);
  return end < items.length ? { items: page, NextToken: tokens.seal(request.scope, end) } : { items: page };
}
