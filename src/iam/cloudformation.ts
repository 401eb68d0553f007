import { stringify } from "yaml";
import { sessionDuration, splitRoleName, type PolicyDocument } from "./policies.ts";

interface MemberTemplate {
  roleName: string;
  /** Undefined makes it a parameter without a default. */
  scannerRoleArn: string | undefined;
  policy: PolicyDocument;
  trust: PolicyDocument;
}

/** The template of a StackSet: the member role, in whatever account it is deployed to. */
export function memberTemplate({ roleName, scannerRoleArn, policy, trust }: MemberTemplate): string {
  const { name, path } = splitRoleName(roleName);
  const [statement] = trust.Statement;
  return toYaml({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "The role through which vpclint reads the network of this account. Deploy it with a StackSet.",
    Parameters: {
      ScannerRoleArn: {
        Type: "String",
        Description: "The one role that may assume this one.",
        AllowedPattern: "arn:aws[a-z-]*:iam::[0-9]{12}:role/.+",
        ...(scannerRoleArn === undefined ? {} : { Default: scannerRoleArn }),
      },
    },
    Resources: {
      MemberRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          RoleName: name,
          Path: path,
          Description: "Read-only: vpclint, the scanner of AWS networks",
          MaxSessionDuration: sessionDuration,
          AssumeRolePolicyDocument: {
            ...trust,
            Statement: [{ ...statement, Principal: { AWS: { Ref: "ScannerRoleArn" } } }],
          },
          Policies: [{ PolicyName: "ReadNetwork", PolicyDocument: policy }],
        },
      },
    },
    Outputs: { MemberRoleArn: { Value: { "Fn::GetAtt": ["MemberRole", "Arn"] } } },
  });
}

/** A managed policy, to be attached to whatever the scan runs as: a task role, a role of IRSA, a runner's role. */
export function scannerTemplate(policy: PolicyDocument): string {
  return toYaml({
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "What the identity that runs vpclint may do, in the account that it runs in.",
    Resources: {
      ScannerPolicy: {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: {
          Description: "vpclint: list the organization and enter its accounts, read-only",
          PolicyDocument: policy,
        },
      },
    },
    Outputs: { ScannerPolicyArn: { Value: { Ref: "ScannerPolicy" } } },
  });
}

/** Without anchors, which CloudFormation does not read. */
function toYaml(template: object): string {
  // By YAML 1.1, which CloudFormation reads: there a date without quotes is no text.
  return stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
