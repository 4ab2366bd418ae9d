import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { anchorsOf, configProblems, consoleCommands, linksOf, pages, problemsOf, root, textOf, wordsOf } from "./pages";

/** Files that the tutorial has its reader write. */
const written = ["releases/1.2.0.yaml", "releases/1.2.1.yaml"];

describe("the commands that the pages show", () => {
    for (const page of pages()) {
        const commands = consoleCommands(textOf(page));
        if (commands.length === 0) continue;
        it(`exist, with their options and files: ${page}`, async () => {
            const problems = await Promise.all(
                commands.map(async (line) => [...(await problemsOf(line, written)), ...configProblems(wordsOf(line))].map((problem) => `${line}: ${problem}`)),
            );
            assert.deepEqual(problems.flat(), []);
        });
    }

    it("are enough to go from nothing to nothing in the tutorial", () => {
        const commands = consoleCommands(textOf("docs/tutorial.md"));
        for (const step of ["up --stack dev", "status --stack dev", "sim status", "preview --stack dev", "destroy --stack dev", "sim reset"])
            assert.ok(commands.includes(`npx colorway ${step}`), step);
        const file = textOf("docs/tutorial.md");
        for (const path of written) assert.ok(file.includes(`\`${path}\``), `the tutorial never has ${path} written`);
    });

    for (const [line, problem] of [
        ["npx colorway zigzag --stack dev", "error: unknown command 'zigzag'"],
        ["npx colorway up --stak dev", "error: unknown option '--stak'\n(Did you mean --stack?)"],
        ["npx colorway sim image push colorway/api-gateway", "error: missing required argument 'version'"],
        ["npx ts-node tools/nothing.ts", "tools/nothing.ts does not exist"],
        ["npm run nothing", "npm run nothing: package.json has no script nothing"],
        ["wget http://127.0.0.1/", "wget is unknown"],
    ] as const) {
        it(`would be found out: ${line}`, async () => assert.deepEqual(await problemsOf(line), [problem]));
    }

    it("would be found out: a key that is not there", () => {
        assert.deepEqual(configProblems(wordsOf("pulumi config set --path colorway:slot.blue.release 1.2.0")), ["colorway:slot is no key of Pulumi.yaml"]);
    });
});

describe("links between the pages", () => {
    for (const page of pages()) {
        it(`lead somewhere: ${page}`, () => {
            const broken = linksOf(page).flatMap(({ link, path, anchor }) => {
                if (!existsSync(join(root, path))) return [`${link}: no ${path}`];
                return anchor !== "" && !anchorsOf(path).includes(anchor) ? [`${link}: no such heading in ${path}`] : [];
            });
            assert.deepEqual(broken, []);
        });
    }
});
