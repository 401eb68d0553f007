import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { AnswerError, boundReason, classifyError } from "../../../src/aws/errors.ts";

function awsError(name: string, message = "", status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

function nodeError(code: string): Error {
  return Object.assign(new Error(`connect ${code} 10.0.0.1:443`), { code });
}

describe("classifyError (aws-semantics 5.12)", () => {
  test.each([
    ["AuthFailure", "not-enabled"],
    ["InvalidClientTokenId", "not-enabled"],
    ["RegionDisabledException", "not-enabled"],
    ["OptInRequired", "not-enabled"],
    ["UnauthorizedOperation", "denied"],
    ["AccessDenied", "denied"],
    ["AccessDeniedException", "denied"],
    ["Blocked", "denied"],
    ["PendingVerification", "denied"],
    ["RequestLimitExceeded", "throttled-out"],
    ["TooManyRequestsException", "throttled-out"],
    ["ThrottlingException", "throttled-out"],
    ["RequestExpired", "failed"],
    ["ExpiredTokenException", "failed"],
    ["InvalidPaginationToken", "failed"],
    ["InternalError", "failed"],
    ["InvalidAction", "failed"],
    ["CredentialsProviderError", "failed"],
  ])("%s is %s", (code, outcome) => {
    const failure = classifyError(awsError(code, "some words"));
    expect(failure.outcome).toBe(outcome);
    expect(failure.reason).toContain(code);
  });

  test.each(["AuthFailure", "InvalidClientTokenId"])(
    "%s in a Region that is enabled is a refusal of the credentials (5.11)",
    (code) => {
      expect(classifyError(awsError(code), { regionIsEnabled: true }).outcome).toBe("denied");
    },
  );

  test.each([
    [
      "... is not authorized to perform: ec2:DescribeVpcs with an explicit deny in a service control policy",
      "explicit deny in a service control policy",
    ],
    ["... because no service control policy allows the ec2:DescribeVpcs action", "no service control policy allows it"],
    ["... because no identity-based policy allows the ec2:DescribeVpcs action", "no IAM policy allows it"],
    ["... because no permissions boundary allows the ec2:DescribeVpcs action", "no permissions boundary allows it"],
    ["You are not authorized to perform this operation.", "not authorized; AWS does not say by which policy"],
  ])("a denial names its policy: %s", (message, reason) => {
    expect(classifyError(awsError("UnauthorizedOperation", message, 403))).toEqual({
      outcome: "denied",
      reason: `UnauthorizedOperation: ${reason}`,
    });
  });

  test.each(["ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "SELF_SIGNED_CERT_IN_CHAIN", "CERT_HAS_EXPIRED"])(
    "network failure %s is failed, without the address",
    (code) => {
      const { outcome, reason } = classifyError(nodeError(code));
      expect(outcome).toBe("failed");
      expect(reason).toMatch(new RegExp(`^${code}: `));
      expect(reason).not.toContain("10.0.0.1");
    },
  );

  test("what the SDK cannot read is failed, and an unreadable refusal is denied (emulators 1.3.7, 1.3.9)", () => {
    const xml = Object.assign(new Error("@aws-sdk XML parse error: mismatched tags <meta> and </head>."), {
      $metadata: { httpStatusCode: 500 },
    });
    expect(classifyError(xml)).toEqual({
      outcome: "failed",
      reason: "the endpoint's answer is not readable as AWS's (HTTP 500)",
    });
    const json = Object.assign(new SyntaxError("Unexpected token < in JSON"), { $metadata: { httpStatusCode: 403 } });
    expect(classifyError(json).outcome).toBe("denied");
  });

  test("an answer that cannot be used is failed, in its own words", () => {
    expect(classifyError(new AnswerError("truncated"))).toEqual({ outcome: "failed", reason: "truncated" });
  });

  test.each([undefined, null, "text", 7, {}, new Error(""), Object.create(null)])(
    "whatever is thrown (%#) is failed",
    (thrown) => {
      expect(classifyError(thrown).outcome).toBe("failed");
    },
  );
});

describe("boundReason", () => {
  test("drops what differs from call to call, and what nobody should see", () => {
    const text =
      "Boom\nfor AKIAIOSFODNN7EXAMPLE (RequestId: 8f7724cf-496f-496e-8fe3-0123456789ab) Encoded authorization failure message: x9-AbC_d";
    expect(boundReason(text)).toBe("Boom for (access key)");
  });

  test("is one line of at most 200 characters without control characters, whatever comes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        const reason = boundReason(text);
        expect(Array.from(reason).length).toBeLessThanOrEqual(200);
        expect(reason).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
