import type { Item } from "../snapshot/apis.ts";

/**
 * Route 53 Profiles, API version 2018-05-10, in the form in which the SDK's clients hold their schemas: only the two
 * operations that a scan calls. Names, locations and types are those of botocore's model of the service.
 */
export const namespace = "com.amazonaws.route53profiles";

const text = 0;
const number = 1;
const time = 4;

const query = (name: string) => ({ httpQuery: name });

const ListProfileAssociationsRequest = [
  3,
  namespace,
  "ListProfileAssociationsRequest",
  0,
  ["ResourceId", "ProfileId", "MaxResults", "NextToken"],
  [
    [text, query("resourceId")],
    [text, query("profileId")],
    [number, query("maxResults")],
    [text, query("nextToken")],
  ],
];

const ProfileAssociation = [
  3,
  namespace,
  "ProfileAssociation",
  0,
  [
    "Id",
    "Name",
    "OwnerId",
    "ProfileId",
    "ResourceId",
    "Status",
    "StatusMessage",
    "CreationTime",
    "ModificationTime",
    "Priority",
  ],
  [text, text, text, text, text, text, text, time, time, number],
];

const ListProfileAssociationsResponse = [
  3,
  namespace,
  "ListProfileAssociationsResponse",
  0,
  ["ProfileAssociations", "NextToken"],
  [[1, namespace, "ProfileAssociations", 0, () => ProfileAssociation], text],
];

const ListProfileResourceAssociationsRequest = [
  3,
  namespace,
  "ListProfileResourceAssociationsRequest",
  0,
  ["ProfileId", "ResourceType", "ResourceArn", "MaxResults", "NextToken"],
  [
    [text, { httpLabel: 1 }],
    [text, query("resourceType")],
    [text, query("resourceArn")],
    [number, query("maxResults")],
    [text, query("nextToken")],
  ],
  1,
];

const ProfileResourceAssociation = [
  3,
  namespace,
  "ProfileResourceAssociation",
  0,
  [
    "Id",
    "Name",
    "OwnerId",
    "ProfileId",
    "ResourceArn",
    "ResourceType",
    "ResourceProperties",
    "Status",
    "StatusMessage",
    "CreationTime",
    "ModificationTime",
  ],
  [text, text, text, text, text, text, text, text, text, time, time],
];

const ListProfileResourceAssociationsResponse = [
  3,
  namespace,
  "ListProfileResourceAssociationsResponse",
  0,
  ["ProfileResourceAssociations", "NextToken"],
  [[1, namespace, "ProfileResourceAssociations", 0, () => ProfileResourceAssociation], text],
];

export const profileOperations = {
  ListProfileAssociations: [
    9,
    namespace,
    "ListProfileAssociations",
    { http: ["GET", "/profileassociations", 200] },
    () => ListProfileAssociationsRequest,
    () => ListProfileAssociationsResponse,
  ],
  ListProfileResourceAssociations: [
    9,
    namespace,
    "ListProfileResourceAssociations",
    { http: ["GET", "/profileresourceassociations/profileid/{ProfileId}", 200] },
    () => ListProfileResourceAssociationsRequest,
    () => ListProfileResourceAssociationsResponse,
  ],
} as const;

export type ProfileOperationName = keyof typeof profileOperations;

interface Page {
  MaxResults?: number;
  NextToken?: string;
}

export interface Route53ProfilesInput {
  ListProfileAssociations: Page;
  ListProfileResourceAssociations: Page & { ProfileId: string };
}

export interface Route53ProfilesOutput {
  ListProfileAssociations: {
    ProfileAssociations?: Item<"ListProfileAssociations">[];
    NextToken?: string;
  };
  ListProfileResourceAssociations: {
    ProfileResourceAssociations?: Item<"ListProfileResourceAssociations">[];
    NextToken?: string;
  };
}
