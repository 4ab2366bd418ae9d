/**
 * Writes the JSON schema by which editors check and complete `policies/environments/*.yaml`, from the rules and their parameters.
 * Run: `npx ts-node tools/generate-policy-schema.ts`
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { environmentSchema } from "../policies/core/environment";
import { rules } from "../policies/registry";

const file = join(__dirname, "..", "policies", "environments", "schema.json");
writeFileSync(file, `${JSON.stringify(environmentSchema(rules), undefined, 2)}\n`);
