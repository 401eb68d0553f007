import { createHmac, hash } from "node:crypto";
import type { Credentials } from "./credentials.ts";

/** A request to be signed. The header names are in lower case; `host` is among them. */
export interface Signable {
  method: string;
  /** Without a query, and plain: EC2 is asked at the root of its host. */
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** Signs requests to one service in one Region. */
export interface Signer {
  /** @returns the headers, with the date, the token, the hash of the body and the signature among them */
  sign(request: Signable, credentials: Credentials, now: Date): Record<string, string>;
}

const algorithm = "AWS4-HMAC-SHA256";

/** Headers that proxies and HTTP itself may change on the way, so the SDK leaves them out of the signature. */
const unsigned =
  /^(authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|(proxy|sec)-.*)$/;

interface SigningKey {
  secret: string;
  day: string;
  key: Buffer;
}

/**
 * Signature Version 4 for requests without a query. The SDK's own signer keeps 50 derived keys for the whole process
 * and goes through a dozen promises for each signature; with hundreds of accounts x Regions in turn, its keys are
 * derived anew all the time. Here each client keeps the one key that it signs with.
 */
export function createSigner(service: string, region: string): Signer {
  let latest: SigningKey | undefined;
  const keyOf = (secret: string, day: string): Buffer => {
    if (latest?.secret !== secret || latest.day !== day) {
      latest = { secret, day, key: deriveKey(secret, [day, region, service, "aws4_request"]) };
    }
    return latest.key;
  };
  return {
    sign(request, { accessKeyId, secretAccessKey, sessionToken }, now) {
      const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
      const day = time.slice(0, 8);
      const payloadHash = sha256(request.body);
      const headers: Record<string, string> = { ...request.headers, "x-amz-date": time };
      if (sessionToken !== undefined) headers["x-amz-security-token"] = sessionToken;
      headers["x-amz-content-sha256"] = payloadHash;
      const { canonical, names } = canonicalize(request, headers, payloadHash);
      const scope = `${day}/${region}/${service}/aws4_request`;
      const toSign = `${algorithm}\n${time}\n${scope}\n${sha256(canonical)}`;
      const signature = createHmac("sha256", keyOf(secretAccessKey, day)).update(toSign).digest("hex");
      headers["authorization"] =
        `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
      return headers;
    },
  };
}

interface SignedNames {
  readonly sorted: readonly string[];
  readonly joined: string;
}

/** A client's requests all have the same headers, by one name or the other. */
const signedNames = new Map<string, SignedNames>();
const mostKept = 100;

function signedNamesOf(headers: Record<string, string>): SignedNames {
  const names = Object.keys(headers);
  const key = names.join("\n");
  const known = signedNames.get(key);
  if (known !== undefined) return known;
  const sorted = names.filter((name) => !unsigned.test(name)).sort();
  const made = { sorted, joined: sorted.join(";") };
  if (signedNames.size < mostKept) signedNames.set(key, made);
  return made;
}

const untidy = /^\s|\s$|\s\s|[\t\r\n]/;

function canonicalize({ method, path }: Signable, headers: Record<string, string>, payloadHash: string) {
  const { sorted, joined } = signedNamesOf(headers);
  let lines = "";
  for (const name of sorted) {
    const value = headers[name] ?? "";
    lines += `${name}:${untidy.test(value) ? value.replaceAll(/\s+/g, " ").trim() : value}\n`;
  }
  return { canonical: `${method}\n${path}\n\n${lines}\n${joined}\n${payloadHash}`, names: joined };
}

function deriveKey(secret: string, parts: readonly string[]): Buffer {
  let key: string | Buffer = `AWS4${secret}`;
  for (const part of parts) key = createHmac("sha256", key).update(part).digest();
  return key as Buffer;
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
