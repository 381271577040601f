// Runs the functions of `rights.ts` on accesses that the directory gave, and compares with what the directory decided.

import assert from "node:assert/strict";

import { cases, permissions, areas } from "./dist/cases.js";
import { can, canOn, outdated, shows } from "./dist/rights.js";

let checked = 0;

/** Which of all names are allowed: exactly those that the directory allows. */
function agrees(name, what, all, allowed, is) {
  assert.deepEqual(all.filter(is), allowed, `${name}: ${what}`);
  checked += all.length;
}

for (const { name, rights, owners, everywhere, shown, times } of cases) {
  agrees(name, "can", permissions, everywhere, (permission) => can(rights, permission));
  for (const { owner, allowed } of owners) {
    agrees(name, `canOn ${owner}`, permissions, allowed, (permission) => canOn(rights, permission, owner));
  }
  const nobodys = { ...rights, user: null };
  agrees(name, "canOn of nobody", permissions, everywhere, (permission) => canOn(nobodys, permission, null));
  agrees(name, "shows", areas, shown, (area) => shows(rights, area));
  for (const { now, is_outdated } of times) {
    assert.equal(outdated(rights, new Date(now)), is_outdated, `${name}: outdated at ${now}`);
    checked += 1;
  }
  assert(outdated(rights, new Date(Number.NaN)), `${name}: an instant that can't be read`);
  assert(outdated({ ...rights, valid_until: "soon" }, new Date(rights.at)), `${name}: an end that can't be read`);
}

assert(checked > 1000, `only ${checked} answers`);
console.log(`${checked} answers of ${cases.length} accesses are those of the directory`);
