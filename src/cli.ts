import { exitCodeOf } from "./commands/exit-codes.ts";
import { buildProgram } from "./commands/program.ts";
import { processTerminal } from "./commands/terminal.ts";

// The SDK warns on stderr that it leaves Node 20 in January 2027; the pin in package.json is our answer to that.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const terminal = processTerminal();
try {
  await buildProgram(terminal).parseAsync(process.argv);
} catch (error) {
  process.exitCode = exitCodeOf(error, terminal);
}
