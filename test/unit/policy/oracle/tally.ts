import type { Request } from "../../../../src/policy/request.ts";
import { isOneWorld } from "./groups.ts";
import type { Caller, Group, Masks, Placed, Scene, Target } from "./groups.ts";
import { joinViews } from "./mixed.ts";
import type { MixedTest } from "./mixed.ts";
import type { Situation } from "./situations.ts";

/** `open`: the reference leaves it open, or it rests on what the context does not tell. */
export type OracleAnswer = "yes" | "no" | "open";

export interface OracleAnswers {
  principals: OracleAnswer;
  resources: OracleAnswer;
  full: OracleAnswer;
  nothing: OracleAnswer;
}

/** A caller in a situation. */
export interface Asker extends Placed<{ caller: Caller; situation: Situation }> {}

/** Every caller in every situation, and of those that tests cannot tell apart, one. */
export function groupAskers(
  scene: Scene,
  callers: readonly Placed<Caller>[],
  situations: (kind: Caller["principal"]["kind"]) => readonly Group<Situation>[],
): Asker[] {
  const mixed = mixedTests(scene, false);
  const groups = new Map<string, Asker>();
  for (const caller of callers) {
    const { principal, standing, isReal } = caller.part;
    for (const situation of situations(principal.kind)) {
      const part = { caller: caller.part, situation: situation.part };
      const masks = narrow(mixed, caller, situation, () => requestOf(part, nowhere));
      const joined = joinViews(scene, caller.view, situation.view);
      const view = scene.mixed.map((test, at) => (test.isOfTarget ? (joined[at] ?? 0) : 0));
      const apart = [principal.kind, standing, isReal && situation.part.isReal, situation.part.action.on.join("/")];
      const signature = `${masks.must} ${masks.may} ${view.join()} ${apart.join(" ")}`;
      const group = groups.get(signature) ?? { part, view, homes: [], ...masks };
      groups.set(signature, group);
      group.homes.push(...caller.homes);
    }
  }
  return [...groups.values()];
}

const nowhere: Target = { resource: { arn: "*" }, kind: "none", standing: "inside", isReal: true, isExempt: false };

function requestOf({ caller, situation }: Asker["part"], target: Target): Request {
  return {
    principal: caller.principal,
    action: situation.action.name,
    resource: target.resource,
    keys: situation.keys,
  };
}

/** Which statements match the two together. */
function narrow(
  tests: readonly [number, MixedTest][],
  one: Group<unknown>,
  other: Group<unknown>,
  requestOf: () => Request,
): Masks {
  let [must, may] = [one.must & other.must, one.may & other.may];
  for (const [at, test] of tests) {
    const bit = 1 << test.index;
    if ((may & bit) === 0) continue;
    const passes = test.passes(one.view[at] ?? 0, other.view[at] ?? 0, requestOf);
    if (passes !== true) must &= ~bit;
    if (passes === false) may &= ~bit;
  }
  return { must, may };
}

function mixedTests({ mixed }: Scene, isOfTarget: boolean): [number, MixedTest][] {
  return [...mixed.entries()].filter(([, test]) => test.isOfTarget === isOfTarget);
}

type Question = "principals" | "resources" | "refused" | "some";

/** The questions of policy-semantics 10, put to every asker with every target. */
export class Tally {
  readonly #allows: number;
  readonly #mixed: readonly [number, MixedTest][];
  readonly #found = {
    principals: [false, false],
    resources: [false, false],
    refused: [false, false],
    some: [false, false],
  };

  constructor(scene: Scene) {
    this.#allows = scene.statements.reduce(
      (mask, { effect }, index) => (effect === "Allow" ? mask | (1 << index) : mask),
      0,
    );
    this.#mixed = mixedTests(scene, true);
  }

  count(asker: Asker, target: Placed<Target>): void {
    const { caller, situation } = asker.part;
    const { must, may } = narrow(this.#mixed, asker, target, () => requestOf(asker.part, target.part));
    const surely = (must & this.#allows) !== 0 && (may & ~this.#allows) === 0;
    const perhaps = (may & this.#allows) !== 0 && (must & ~this.#allows) === 0;
    const isReal = (): boolean =>
      caller.isReal && situation.isReal && target.part.isReal && isOneWorld(asker.homes, target.homes);
    this.#note("some", surely, perhaps, isReal);
    this.#note("refused", !perhaps, !surely, isReal);
    if (target.part.isExempt) return;
    this.#note("principals", surely && caller.standing === "outside", perhaps && caller.standing !== "inside", isReal);
    if (caller.principal.kind === "service") return;
    const whose = target.part.standing;
    this.#note("resources", surely && whose === "outside", perhaps && whose !== "inside", isReal);
  }

  #note(question: Question, surely: boolean, perhaps: boolean, isReal: () => boolean): void {
    const found = this.#found[question];
    if (perhaps) found[1] = true;
    if (surely && found[0] !== true && isReal()) found[0] = true;
  }

  answers(): OracleAnswers {
    const answer = ([surely, perhaps]: readonly boolean[]): OracleAnswer => {
      if (surely === true) return "yes";
      return perhaps === true ? "open" : "no";
    };
    const turned = { yes: "no", no: "yes", open: "open" } as const;
    const { principals, resources, refused, some } = this.#found;
    return {
      principals: answer(principals),
      resources: answer(resources),
      full: turned[answer(refused)],
      nothing: turned[answer(some)],
    };
  }
}
