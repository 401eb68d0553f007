import { randomUUID } from "node:crypto";
import type { SnapshotAccount } from "../snapshot/format.ts";
import { readJsonInput, textOf } from "./json-input.ts";
import { idPath } from "./organization-tree.ts";
import type { OrganizationTree, Unit } from "./organization-tree.ts";
import { cutPage } from "./page-tokens.ts";
import type { Input } from "./query-input.ts";
import { ServiceError } from "./service-error.ts";
import type { Call, Reply, Service, World } from "./service.ts";

/** One question to an organization that exists. */
interface Question {
  world: World;
  tree: OrganizationTree;
  call: Call;
  input: Input;
}

interface Operation {
  /** Any account of the organization may ask, not the management account and its delegates only. */
  isOpen?: boolean;
  answer(question: Question): Input;
}

const operations: Readonly<Record<string, Operation>> = {
  DescribeOrganization: { isOpen: true, answer: describeOrganization },
  DescribeAccount: {
    answer: (question) => ({
      Account: describeAccount(question, findAccount(question, "AccountId", "AccountNotFoundException")),
    }),
  },
  DescribeOrganizationalUnit: {
    answer: (question) => ({ OrganizationalUnit: describeUnit(question, findUnit(question, "OrganizationalUnitId")) }),
  },
  ListAccounts: {
    // AWS may answer an empty page that has a token (aws-semantics 5.1), so the first page here always is one.
    answer: (question) =>
      listPage(question, "Accounts", [
        undefined,
        ...question.world.manifest.accounts.map((account) => describeAccount(question, account)),
      ]),
  },
  ListAccountsForParent: {
    answer: (question) =>
      listPage(
        question,
        "Accounts",
        findUnit(question, "ParentId").accounts.map((account) => describeAccount(question, account)),
      ),
  },
  ListRoots: {
    answer: (question) => {
      const { id, name } = question.tree.root;
      return listPage(question, "Roots", [{ Id: id, Arn: arnOf(question, "root", id), Name: name, PolicyTypes: [] }]);
    },
  },
  ListOrganizationalUnitsForParent: {
    answer: (question) =>
      listPage(
        question,
        "OrganizationalUnits",
        findUnit(question, "ParentId").units.map((unit) => describeUnit(question, unit)),
      ),
  },
  ListParents: {
    answer: (question) => {
      const { id, type } = findParent(question);
      return listPage(question, "Parents", [{ Id: id, Type: type }]);
    },
  },
};

/** Organizations speaks JSON 1.1: the operation stands in X-Amz-Target, every error is a 400. */
export function createOrganizations(world: World): Service {
  const nameApi = ({ target }: Call): string | undefined => {
    const name = /^AWSOrganizationsV20161128\.(\w+)$/.exec(target)?.[1] ?? "";
    return Object.hasOwn(operations, name) ? name : undefined;
  };
  return {
    nameApi,
    refuse: ({ code, status, message }) => replyJson(status < 500 ? 400 : status, { __type: code, Message: message }),
    async answer(call) {
      const name = nameApi(call);
      const operation = name === undefined ? undefined : operations[name];
      if (operation === undefined)
        throw new ServiceError("UnknownOperationException", 400, `No operation ${call.target}`);
      const input = readJsonInput(call.body);
      if (input === undefined) throw new ServiceError("SerializationException", 400, "The body is not a JSON object");
      if (world.tree === null) {
        throw new ServiceError(
          "AWSOrganizationsNotInUseException",
          400,
          "Your account is not a member of an organization.",
        );
      }
      if (operation.isOpen !== true) refuseStranger(world, world.tree, call);
      return replyJson(200, operation.answer({ world, tree: world.tree, call, input }));
    },
  };
}

/** Whoever started the scan of an organization was allowed to list it: its management account or a delegate of it. */
function refuseStranger(world: World, tree: OrganizationTree, { identity }: Call): void {
  if (identity.account === tree.managementAccount || identity.account === world.manifest.callerAccount) return;
  throw new ServiceError("AccessDeniedException", 400, "You don't have permissions to access this resource.");
}

function describeOrganization({ world, tree }: Question): Input {
  const { partition } = world.manifest;
  const arn = `arn:${partition}:organizations::${tree.managementAccount}`;
  return {
    Organization: {
      Id: tree.id,
      Arn: `${arn}:organization/${tree.id}`,
      FeatureSet: "ALL",
      MasterAccountId: tree.managementAccount,
      MasterAccountArn: `${arn}:account/${tree.id}/${tree.managementAccount}`,
    },
  };
}

/** With State and without Status, which AWS retired on 2026-09-09 (aws-semantics 5.5). */
function describeAccount(question: Question, { id, name, state }: SnapshotAccount): Input {
  const unit = question.tree.parents.get(id) ?? question.tree.root;
  return {
    Id: id,
    Arn: arnOf(question, "account", id),
    Name: name,
    State: state,
    Paths: [`${idPath(question.tree, unit)}${id}/`],
  };
}

function describeUnit(question: Question, unit: Unit): Input {
  return { Id: unit.id, Arn: arnOf(question, "ou", unit.id), Name: unit.name, Path: idPath(question.tree, unit) };
}

function arnOf({ world, tree }: Question, type: string, id: string): string {
  return `arn:${world.manifest.partition}:organizations::${tree.managementAccount}:${type}/${tree.id}/${id}`;
}

function findUnit({ tree, input }: Question, member: string): Unit {
  const id = textOf(input, member) ?? "";
  const unit = tree.units.get(id);
  if (unit !== undefined) return unit;
  const code = member === "ParentId" ? "ParentNotFoundException" : "OrganizationalUnitNotFoundException";
  throw new ServiceError(code, 400, `You specified an organizational unit or root that doesn't exist: ${id}`);
}

function findAccount({ world, input }: Question, member: string, code: string): SnapshotAccount {
  const id = textOf(input, member) ?? "";
  const account = world.manifest.accounts.find((candidate) => candidate.id === id);
  if (account === undefined) throw new ServiceError(code, 400, `You specified an account that doesn't exist: ${id}`);
  return account;
}

function findParent(question: Question): Unit {
  const { tree, input } = question;
  const unit = tree.units.get(textOf(input, "ChildId") ?? "");
  if (unit?.parent !== undefined) return unit.parent;
  return tree.parents.get(findAccount(question, "ChildId", "ChildNotFoundException").id) ?? tree.root;
}

/** Pages hold 20 items at most. An undefined item fills a page by itself and is not shown: an empty page. */
function listPage({ world, call, input }: Question, member: string, items: readonly (Input | undefined)[]): Input {
  const asked = input["MaxResults"] ?? 20;
  if (typeof asked !== "number" || !Number.isInteger(asked) || asked < 1 || asked > 20) {
    throw new ServiceError(
      "InvalidInputException",
      400,
      "You provided a value for MaxResults that is not from 1 to 20",
    );
  }
  const { MaxResults: _size, NextToken: _token, ...question } = input;
  const token = textOf(input, "NextToken");
  const isEmptyPage = token === undefined && items.length > 0 && items[0] === undefined;
  const page = cutPage(world.tokens, items, {
    scope: JSON.stringify([call.identity.account, call.target, question]),
    token,
    size: isEmptyPage ? 1 : Math.min(asked, world.pageLimit),
  });
  if (page === undefined) throw new ServiceError("InvalidInputException", 400, "You provided an invalid NextToken");
  const { items: shown, ...next } = page;
  return { [member]: shown.filter((item) => item !== undefined), ...next };
}

function replyJson(status: number, body: Input): Reply {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": randomUUID() },
    body: JSON.stringify(body),
  };
}
