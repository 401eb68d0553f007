/**
 * Three-valued truth, by Kleene's tables. About a single request `maybe` means undecided; about a class of requests
 * `yes` means every one of them, `no` none of them.
 */
export type Truth = "yes" | "no" | "maybe";

export function truthOf(value: boolean): Truth {
  return value ? "yes" : "no";
}

export function not(truth: Truth): Truth {
  if (truth === "maybe") return "maybe";
  return truth === "yes" ? "no" : "yes";
}

export function every<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let result: Truth = "yes";
  for (const item of items) {
    const truth = test(item);
    if (truth === "no") return "no";
    if (truth === "maybe") result = "maybe";
  }
  return result;
}

export function some<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  return not(every(items, (item) => not(test(item))));
}

export function both(left: Truth, right: Truth): Truth {
  if (left === "no" || right === "no") return "no";
  return left === "yes" ? right : left;
}

/** What is known when it is not known which of the two holds. */
export function eitherOne(left: Truth, right: Truth): Truth {
  return left === right ? left : "maybe";
}
