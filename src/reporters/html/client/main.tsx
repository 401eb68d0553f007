import { render } from "preact";
import { readIndex } from "./archive.ts";
import { Explorer } from "./explorer.tsx";

/** Takes the place of the static list only once its own data is there: whatever fails before leaves that list to read. */
async function start(): Promise<void> {
  const place = document.getElementById("explorer");
  if (place === null) return;
  const index = await readIndex();
  if (index.id.length === 0) return;
  place.replaceChildren();
  render(<Explorer index={index} />, place);
}

void start();
