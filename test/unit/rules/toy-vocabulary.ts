import type { FactObject, ResourceType } from "../../../src/facts/vocabulary.ts";
import {
  bool,
  defineObject,
  int,
  listOf,
  objectType,
  string,
  subject,
  textMap,
} from "../../../src/facts/vocabulary.ts";
import { createCheck } from "../../../src/rules/expression/check.ts";
import { compileExpression } from "../../../src/rules/expression/expression.ts";
import type { Observer, Operand } from "../../../src/rules/expression/frame.ts";
import { createMemo } from "../../../src/rules/expression/frame.ts";
import type { ParameterValue, Problem } from "../../../src/rules/expression/syntax.ts";
import type { Maybe } from "../../../src/unknown.ts";
import { isUnknown, mapKnown, Unknown } from "../../../src/unknown.ts";

/** A small vocabulary with one of everything: scalars, lists, a map, objects within objects, recursion, methods. */
export interface ToyHop {
  kind: Maybe<string>;
  open: Maybe<boolean>;
  next?: ToyHop;
}

export interface ToyPath {
  via: Maybe<string>;
  hops: Maybe<ToyHop[]>;
}

export interface ToySubnet {
  id: string;
  account: string;
  private: Maybe<boolean>;
  spare: Maybe<boolean>;
  count: Maybe<number>;
  names: Maybe<string[]>;
  ports: Maybe<number[]>;
  tags: Maybe<Record<string, string>>;
  path: Maybe<ToyPath>;
}

export const vias = ["nat-gateway", "gateway-endpoint", "none"];

export const hopObject: FactObject<ToyHop> = defineObject<ToyHop>({
  name: "Hop",
  description: "One hop.",
  facts: {
    kind: { type: string, description: "What it is.", read: (hop) => hop.kind },
    open: { type: bool, description: "Whether it lets packets through.", read: (hop) => hop.open },
    // Recursive: the type of the object is asked for only once all types exist.
    get next() {
      return {
        type: objectType(hopObject),
        description: "The hop after it.",
        read: (hop: ToyHop) => subject(hopObject, hop.next ?? hop),
      };
    },
  },
});

export const pathObject = defineObject<ToyPath>({
  name: "Path",
  description: "The way of packets.",
  facts: {
    via: { type: string, values: vias, description: "Through what.", read: (path) => path.via },
    hops: {
      type: listOf(objectType(hopObject)),
      description: "Hop by hop.",
      read: (path) => mapKnown(path.hops, (hops) => hops.map((hop) => subject(hopObject, hop))),
    },
  },
  exhibit: (path) => ({
    kind: "path",
    title: "path",
    pieces: [{ ranges: ["0.0.0.0/0"], via: isUnknown(path.via) ? "unknown" : path.via, hops: [] }],
  }),
});

export const reads = { path: 0 };

export const subnetObject = defineObject<ToySubnet>({
  name: "Subnet",
  description: "A subnet.",
  facts: {
    id: { type: string, description: "Its id.", read: (subnet) => subnet.id },
    private: { type: bool, description: "Whether it is private.", read: (subnet) => subnet.private },
    spare: { type: bool, description: "Whether it is spare.", read: (subnet) => subnet.spare },
    count: { type: int, description: "How many workloads.", read: (subnet) => subnet.count },
    names: { type: listOf(string), description: "Names.", read: (subnet) => subnet.names },
    ports: { type: listOf(int), description: "Ports.", read: (subnet) => subnet.ports },
    tags: {
      type: textMap,
      description: "Tags.",
      read: (subnet) => mapKnown(subnet.tags, (tags) => new Map(Object.entries(tags))),
    },
    path: {
      type: objectType(pathObject),
      description: "Its path.",
      read: (subnet) => {
        reads.path++;
        return mapKnown(subnet.path, (path) => subject(pathObject, path));
      },
    },
    broken: {
      type: bool,
      description: "Has a bug.",
      read: () => {
        throw new Error("the model tripped");
      },
    },
  },
  methods: {
    pathTo: {
      args: [{ name: "destination", type: "string" }],
      returns: objectType(pathObject),
      description: "The path to a destination.",
      call: (subnet) => mapKnown(subnet.path, (path) => subject(pathObject, path)),
    },
    allows: {
      args: [
        { name: "name", type: "string" },
        { name: "port", type: "int" },
      ],
      returns: bool,
      description: "Whether it lets a port through.",
      call: (subnet, _name, port) => mapKnown(subnet.ports, (ports) => ports.includes(Number(port))),
    },
  },
});

/** A place is the list of its subnets, or why there is none. */
export interface ToyPlace {
  account: string;
  region: string;
  subnets: Maybe<ToySubnet[]>;
}

export const subnetType: ResourceType<ToyPlace, ToySubnet> = {
  name: "subnet",
  variable: "subnet",
  description: "A subnet.",
  facts: subnetObject,
  list: (place) => place.subnets,
  identify: ({ id, account }) => ({
    type: "subnet",
    id,
    arn: `arn:${id}`,
    account,
    region: "eu-west-1",
    name: "",
    tags: {},
  }),
};

export const toyVocabulary = [subnetType] as unknown as readonly ResourceType<ToyPlace, unknown>[];

export function makeSubnet(changes: Partial<ToySubnet> = {}): ToySubnet {
  return {
    id: "subnet-1",
    account: "111122223333",
    private: true,
    spare: false,
    count: 2,
    names: ["a", "b"],
    ports: [80, 443],
    tags: { Owner: "net" },
    path: {
      via: "nat-gateway",
      hops: [
        { kind: "route", open: true },
        { kind: "nat", open: false },
      ],
    },
    ...changes,
  };
}

export function unknownOf(api: string): Unknown {
  return new Unknown([{ account: "111122223333", region: "eu-west-1", api, reason: "denied" }]);
}

const toyParameters = new Map<string, ParameterValue>([
  ["minimum", 2],
  ["allowed", ["a", "b"]],
]);

export function checkToy(source: string): Problem | undefined {
  const check = createCheck({ variable: "subnet", root: subnetObject, parameters: toyParameters });
  return check(source).problem;
}

export function evaluateToy(source: string, subnet: ToySubnet = makeSubnet(), observer?: Observer): Operand {
  const check = createCheck({ variable: "subnet", root: subnetObject, parameters: toyParameters });
  const compiled = compileExpression(source, check, "printable");
  if (compiled.problems !== undefined) throw new Error(`${source}: ${compiled.problems[0].message}`);
  const root = subject(subnetObject, subnet);
  return compiled.value.evaluate(root, { memo: createMemo(), ...(observer && { observer }) });
}
