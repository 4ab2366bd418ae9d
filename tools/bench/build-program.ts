/** Builds the program of dev: the part of a preview that is ours. */

import { recordedProgram } from "./recorded-program";

void recordedProgram("dev").then((resources) => process.stdout.write(`${resources.length}\n`));
