import { ServiceError } from "./service-error.ts";

/** What a request's SigV4 credential scope says about it. The signature itself is not verified: nothing here is secret. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  service: string;
}

const credential =
  /^AWS4-HMAC-SHA256 Credential=([A-Za-z0-9]{1,128})\/\d{8}\/([a-z0-9-]{1,64})\/([a-z0-9-]{1,64})\/aws4_request\b/;

/** @throws ServiceError MissingAuthenticationToken or IncompleteSignature, as AWS does for unsigned requests. */
export function readCredentialScope(authorization: string | undefined): CredentialScope {
  if (authorization === undefined) {
    throw new ServiceError("MissingAuthenticationToken", 403, "Request is missing Authentication Token");
  }
  const [, accessKeyId, region, service] = credential.exec(authorization) ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw new ServiceError("IncompleteSignature", 400, "The Authorization header holds no AWS4-HMAC-SHA256 credential");
  }
  return { accessKeyId, region, service };
}
