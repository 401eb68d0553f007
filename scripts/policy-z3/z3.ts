import { init } from "z3-solver";

export type Satisfiable = "sat" | "unsat" | "unknown";

/** A set of assertions that grows. */
export interface Assertions {
  /** SMT-LIB, with the declarations of all names in it. */
  add(smt: string): void;
  check(): Promise<Satisfiable>;
  /** After `sat`; names that are not in it may have any value. */
  values(): Map<string, string>;
  close(): void;
}

const millisecondsPerCheck = 10_000;

/**
 * Opens Z3. Its eval_smtlib2_string is not used: the text lies on a stack that is gone when the thread comes to read it.
 */
export async function openZ3(): Promise<() => Assertions> {
  const { Z3 } = await init();
  const context = Z3.mk_context(Z3.mk_config());
  const parameters = Z3.mk_params(context);
  Z3.params_inc_ref(context, parameters);
  Z3.params_set_uint(context, parameters, Z3.mk_string_symbol(context, "timeout"), millisecondsPerCheck);
  const results = new Map<number, Satisfiable>([
    [1, "sat"],
    [-1, "unsat"],
  ]);
  return () => {
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    Z3.solver_set_params(context, solver, parameters);
    return {
      add: (smt) => Z3.solver_from_string(context, solver, smt),
      check: async () => results.get(await Z3.solver_check(context, solver)) ?? "unknown",
      values: () => readModel(Z3.model_to_string(context, Z3.solver_get_model(context, solver))),
      close: () => Z3.solver_dec_ref(context, solver),
    };
  };
}

function readModel(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^(\w+) -> (.*)$/gmu)].map(([, name = "", value = ""]) => [name, value]));
}
