import { ServiceError } from "./service-error.ts";

/** Whose credentials signed a request. */
export interface Identity {
  account: string;
  arn: string;
  userId: string;
}

/** What AssumeRole hands out. */
export interface SessionCredentials {
  AccessKeyId: string;
  SecretAccessKey: string;
  SessionToken: string;
  /** ISO 8601. */
  Expiration: string;
}

export interface Session {
  account: string;
  role: string;
  name: string;
  /** Milliseconds since the epoch. */
  expires: number;
}

export interface TokenMint {
  issue(session: Session): SessionCredentials;
  /** The session is over for everybody who holds it. */
  revoke(sessionToken: string): void;
  /** Who holds these credentials. @throws ServiceError where they are expired or do not belong together. */
  identify(accessKeyId: string, sessionToken: string | undefined): Identity;
  now(): number;
}

interface MintOptions {
  partition: string;
  /** The account of every access key that is not one of ours. */
  callerAccount: string;
  now: () => number;
}

/** AWS's own example key id: a long-lived key, so that nobody mistakes it for a secret. */
export const baseAccessKeyId = "AKIAIOSFODNN7EXAMPLE";
export const baseSecretAccessKey = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/** A temporary key names its account: `ASIA` + account id + `SIMU`, 20 characters as AWS's are. */
const sessionKey = /^ASIA(\d{12})SIMU$/;

/**
 * Sessions live in their token alone, so a credential outlives a restart of the simulator, as it would outlive
 * a restart of any AWS front end. Tokens are not authenticated: the simulator guards nothing.
 */
export function createTokenMint(options: MintOptions): TokenMint {
  const revoked = new Set<string>();
  let issued = 0;
  return {
    now: options.now,
    revoke: (sessionToken) => void revoked.add(sessionToken),
    issue: (session) => ({
      AccessKeyId: `ASIA${session.account}SIMU`,
      SecretAccessKey: baseSecretAccessKey,
      // Numbered, so that a session that follows a revoked one is another one.
      SessionToken: Buffer.from(JSON.stringify({ ...session, number: (issued += 1) })).toString("base64url"),
      Expiration: new Date(session.expires).toISOString(),
    }),
    identify(accessKeyId, sessionToken) {
      const account = sessionKey.exec(accessKeyId)?.[1];
      if (account === undefined) return identifyCaller(options);
      const session = readSession(sessionToken);
      if (session?.account !== account) {
        throw new ServiceError("InvalidClientTokenId", 403, "The security token included in the request is invalid.");
      }
      if (session.expires <= options.now() || revoked.has(sessionToken ?? "")) {
        throw new ServiceError("ExpiredToken", 403, "The security token included in the request is expired");
      }
      return identifySession(session, options.partition);
    },
  };
}

function identifyCaller({ partition, callerAccount }: MintOptions): Identity {
  return {
    account: callerAccount,
    arn: `arn:${partition}:iam::${callerAccount}:user/simulated`,
    userId: "AIDASIMULATEDCALLER00",
  };
}

/** The identity that a session has towards every API. */
export function identifySession(session: Session, partition: string): Identity {
  return {
    account: session.account,
    arn: `arn:${partition}:sts::${session.account}:assumed-role/${session.role}/${session.name}`,
    userId: `AROASIMULATEDROLE0000:${session.name}`,
  };
}

function readSession(token: string | undefined): Session | undefined {
  if (token === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
    return isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== "object" || value === null) return false;
  const { account, role, name, expires } = value as Partial<Record<keyof Session, unknown>>;
  const isText = typeof account === "string" && typeof role === "string" && typeof name === "string";
  return isText && typeof expires === "number";
}
