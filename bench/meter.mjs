// Loaded before a program (`node --import`): leaves what it has used in the file that VPCLINT_METER names.
import { writeFileSync } from "node:fs";

const startedAt = performance.now();
process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpuMs = (userCPUTime + systemCPUTime) / 1000;
  writeFileSync(
    process.env.VPCLINT_METER,
    JSON.stringify({ cpuMs, wallMs: performance.now() - startedAt, rssMb: maxRSS / 1024 }),
  );
});
