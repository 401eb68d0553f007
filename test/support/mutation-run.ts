/** Whether the tests run against mutants (vitest.stryker.config.ts): a mutant that lives waits for all of them. */
export const isMutationRun = process.env["MUTATION_RUN"] !== undefined;
