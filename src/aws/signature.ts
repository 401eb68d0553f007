import { hash } from "node:crypto";
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
  sign: Keyed;
}

/**
 * Signature Version 4 for requests without a query. The SDK's own signer keeps 50 derived keys for the whole process
 * and goes through a dozen promises for each signature; with hundreds of accounts x Regions in turn, its keys are
 * derived anew all the time. Here each client keeps the one key that it signs with.
 */
export function createSigner(service: string, region: string): Signer {
  let latest: SigningKey | undefined;
  const keyOf = (secret: string, day: string): Keyed => {
    if (latest?.secret !== secret || latest.day !== day) {
      latest = { secret, day, sign: keyed(deriveKey(secret, [day, region, service, "aws4_request"])) };
    }
    return latest.sign;
  };
  const tidyLine = rememberLines();
  return {
    sign(request, { accessKeyId, secretAccessKey, sessionToken }, now) {
      const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
      const day = time.slice(0, 8);
      const payloadHash = sha256(request.body);
      const headers: Record<string, string> = { ...request.headers, "x-amz-date": time };
      if (sessionToken !== undefined) headers["x-amz-security-token"] = sessionToken;
      headers["x-amz-content-sha256"] = payloadHash;
      const { canonical, names } = canonicalize(request, { headers, payloadHash, tidyLine });
      const scope = `${day}/${region}/${service}/aws4_request`;
      const toSign = `${algorithm}\n${time}\n${scope}\n${sha256(canonical)}`;
      const signature = keyOf(secretAccessKey, day)(toSign).toString("hex");
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

type TidyLine = (name: string, value: string) => string;

/** A client's headers as they are signed. All but a few are the same each time, a token of a thousand characters too. */
function rememberLines(): TidyLine {
  const latest = new Map<string, { value: string; line: string }>();
  return (name, value) => {
    const known = latest.get(name);
    if (known?.value === value) return known.line;
    const line = `${name}:${untidy.test(value) ? value.replaceAll(/\s+/g, " ").trim() : value}\n`;
    latest.set(name, { value, line });
    return line;
  };
}

interface Canonicalization {
  headers: Record<string, string>;
  payloadHash: string;
  tidyLine: TidyLine;
}

function canonicalize({ method, path }: Signable, { headers, payloadHash, tidyLine }: Canonicalization) {
  const { sorted, joined } = signedNamesOf(headers);
  let lines = "";
  for (const name of sorted) lines += tidyLine(name, headers[name] ?? "");
  return { canonical: `${method}\n${path}\n\n${lines}\n${joined}\n${payloadHash}`, names: joined };
}

function deriveKey(secret: string, parts: readonly string[]): Buffer {
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const part of parts) key = keyed(key)(part);
  return key;
}

/** HMAC-SHA256 by one key. */
type Keyed = (text: string) => Buffer;

const blockSize = 64;

/**
 * RFC 2104, with the key's two blocks made once: node's Hmac is an object of its own for each signature, which costs
 * more to make and to collect than the two hashes.
 */
function keyed(key: Buffer): Keyed {
  const block = Buffer.alloc(blockSize);
  (key.length > blockSize ? hash("sha256", key, "buffer") : key).copy(block);
  const inner = Buffer.from(block.map((byte) => byte ^ 0x36));
  const outer = Buffer.from(block.map((byte) => byte ^ 0x5c));
  return (text) => {
    const innerHash = hash("sha256", Buffer.concat([inner, Buffer.from(text)]), "buffer");
    return hash("sha256", Buffer.concat([outer, innerHash]), "buffer");
  };
}

function sha256(text: string): string {
  return hash("sha256", text, "hex");
}
