import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "..", "..");

describe("the loader of TypeScript", () => {
    let dir: string;
    beforeEach(() => {
        dir = mkdtempSync(join(tmpdir(), "colorway-loader-"));
        mkdirSync(join(dir, "tools"));
        mkdirSync(join(dir, "node_modules"));
        for (const name of ["transpile.js", "lazy-modules.js"]) cpSync(join(root, "tools", name), join(dir, "tools", name));
        cpSync(join(root, "tsconfig.json"), join(dir, "tsconfig.json"));
        symlinkSync(join(root, "node_modules", "typescript"), join(dir, "node_modules", "typescript"));
        write("colors.ts", "export enum Color { blue, green }\nexport const names: readonly string[] = Object.keys(Color);\n");
        write("main.ts", 'import { Color } from "./colors";\nprocess.stdout.write(`${Color[1]} ${compilerLoaded()}`);\n\nfunction compilerLoaded(): boolean {\n    return Object.keys(require.cache).some((file) => file.includes("typescript.js"));\n}\n');
    });
    afterEach(() => rmSync(dir, { recursive: true, force: true }));

    const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);

    function run(main = "main.ts"): Promise<{ readonly out: string; readonly err: string }> {
        const child = spawn(process.execPath, ["-r", join(dir, "tools", "transpile.js"), join(dir, main)], { stdio: ["ignore", "pipe", "pipe"] });
        let [out, err] = ["", ""];
        child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
        return new Promise((resolve) => child.once("close", () => resolve({ out, err })));
    }

    it("loads the compiler for a file that it does not know, and never again", async () => {
        assert.deepEqual(await run(), { out: "green true", err: "" });
        assert.deepEqual(await run(), { out: "green false", err: "" });
    });

    it("knows a file by its text", async () => {
        await run();
        write("colors.ts", "export enum Color { blue, red }\n");
        assert.deepEqual(await run(), { out: "red true", err: "" });
        assert.deepEqual(await run(), { out: "red false", err: "" });
    });

    it("transpiles again under other compiler options", async () => {
        await run();
        write("tsconfig.json", '{ "compilerOptions": { "module": "nodenext", "target": "ES2021" } }');
        assert.deepEqual(await run(), { out: "green true", err: "" });
    });

    it("does not trust what is broken in its cache", async () => {
        await run();
        write("node_modules/.cache/colorway/colors.ts", "half a fi");
        assert.deepEqual(await run(), { out: "green true", err: "" });
    });

    it("shows places in the TypeScript, with and without the compiler", async () => {
        write("fail.ts", "interface Gone {\n    readonly a: number;\n}\n\nconst gone: Gone = { a: 1 };\nthrow new TypeError(`no ${gone.a}`);\n");
        for (const title of ["first", "again"]) {
            const { err } = await run("fail.ts");
            assert.ok(err.includes("TypeError: no 1\n"), `${title}: ${err}`);
            assert.ok(err.includes(`${join(dir, "fail.ts")}:6:7`), `${title}: ${err}`);
        }
    });

    it("refuses a file that is no TypeScript, each time, and names the place", async () => {
        write("broken.ts", "const a: = 1;\n");
        for (const title of ["first", "again"]) {
            const { err } = await run("broken.ts");
            assert.ok(err.includes("broken.ts(1,10): error TS1110: Type expected."), `${title}: ${err}`);
        }
    });

    it("works for many processes that begin at once, and leaves whole files only", async () => {
        const all = await Promise.all(Array.from({ length: 4 }, () => run()));
        assert.deepEqual(all, all.map(() => ({ out: "green true", err: "" })));
        assert.deepEqual(readdirSync(join(dir, "node_modules", ".cache", "colorway")).sort(), ["colors.ts", "main.ts"]);
        assert.deepEqual(await run(), { out: "green false", err: "" });
    });

    it("works where nothing can be written", async () => {
        mkdirSync(join(dir, "node_modules", ".cache"));
        write("node_modules/.cache/colorway", "a file, no folder");
        assert.deepEqual(await run(), { out: "green true", err: "" });
    });

    it("keeps nothing of a file outside the project", async () => {
        const outside = mkdtempSync(join(tmpdir(), "colorway-outside-"));
        try {
            writeFileSync(join(outside, "main.ts"), 'const text: string = "outside";\nprocess.stdout.write(text);\n');
            symlinkSync(join(outside, "main.ts"), join(dir, "link.ts"));
            assert.deepEqual(await run("link.ts"), { out: "outside", err: "" });
            assert.equal(existsSync(join(dir, "node_modules", ".cache")), false);
        } finally {
            rmSync(outside, { recursive: true, force: true });
        }
    });
});
