/**
 * Fills the generated part of docs/commands.md from the definitions that the command line itself is parsed by.
 * Run: `npx ts-node tools/generate-commands-reference.ts`
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { withCommonOptions } from "../cli/commands/common";
import { commandLine } from "../cli/main";

export const page = join(__dirname, "..", "docs", "commands.md");
const begin = "<!-- generated: commands -->";
const end = "<!-- end: commands -->";

/** Command lines that show each command at work, without `npx colorway`, by the command's words. */
export const examples: { readonly [command: string]: readonly string[] } = {
    "init": [
        "init --stack dev",
        "init --stack prod --cloud aws --backend 's3://BUCKET?region=us-east-1' --secrets-provider 'awskms://alias/NAME?region=us-east-1'",
    ],
    "preview": ["preview --stack prod", "preview --stack dev --json", "preview --stack prod --report markdown=comment.md --report sarif=compliance.sarif"],
    "render": ["render --stack prod --out rendered", "render --stack dev --slot green --out rendered/green --json"],
    "up": ["up --stack dev", "up --stack prod --cloud aws", "up --stack prod --report oscal=assessment-results.json"],
    "status": ["status --stack dev", "status --stack dev --json"],
    "deploy": ["deploy 1.1.0 --stack dev", "deploy 1.1.0 --stack dev --strategy canary --dry-run", "deploy 1.1.0 --stack prod --commit",
        "deploy 1.1.1 --stack prod --override-window --reason 'prices are wrong' --second-person maria"],
    "promote": ["promote 1.1.0 --from dev --to staging", "promote 1.1.0 --from staging --to prod --wait-for-approval 30m", "promote 1.1.0 --from dev --to staging --dry-run"],
    "approve": ["approve 1.1.0 --stack staging --as maria --code 123456", "approve 20261121-172103-e300 --stack prod --as maria", "approve 1.1.0 --stack prod --oidc"],
    "reject": ["reject 1.1.0 --stack prod --as maria --reason 'the end-to-end run was of another build'"],
    "approvers list": ["approvers list"],
    "approvers enroll": ["approvers enroll maria"],
    "resume": ["resume --stack dev"],
    "rollback": ["rollback --stack dev --reason 'orders are slow'", "rollback --stack prod --to 1.0.0 --reason 'wrong prices' --yes"],
    "diagnose": ["diagnose --stack dev", "diagnose 20261121-172103-e300 --stack prod --json"],
    "windows": ["windows --stack prod", "windows --stack prod --json"],
    "stop-the-line": ["stop-the-line --stack prod --reason 'payments fail'", "stop-the-line --all --reason 'a certificate was revoked'"],
    "resume-the-line": ["resume-the-line --stack prod --reason 'the gateway is fixed'"],
    "breaker show": ["breaker show --stack prod"],
    "breaker reset": ["breaker reset --stack prod --reason 'images were built for another processor'"],
    "notify test": ["notify test --stack prod"],
    "history": ["history --stack dev", "history --stack prod --result rolled-back --since 30d"],
    "metrics": ["metrics --stack prod --period 30d", "metrics --stack prod --period 90d --until 2026-10-01 --json"],
    "audit verify": ["audit verify --stack prod", "audit verify --stack prod --file audit.jsonl"],
    "audit show": ["audit show --stack dev", "audit show 12 --stack dev", "audit show --rollout 20261121-172103-e300 --stack dev"],
    "audit export": ["audit export --stack prod --format csv --out audit.csv"],
    "audit catch-up": ["audit catch-up --stack prod"],
    "release create": [
        "release create 1.2.0 --from-version 1.1.0 --image api-gateway=REPOSITORY@sha256:DIGEST",
        "release create 1.2.1 --from-version 1.1.0 --behavior api-gateway=errors:5%",
    ],
    "release list": ["release list", "release list --json"],
    "release show": ["release show 1.1.0"],
    "release verify": ["release verify 1.1.0", "release verify --all"],
    "evidence add": [
        "evidence add 1.1.0 --kind e2e --env staging --result passed --file report.xml",
        "evidence add 1.1.0 --kind scan --file api-gateway.trivy.json",
    ],
    "evidence list": ["evidence list 1.1.0", "evidence list 1.1.0 --json"],
    "migrations check": ["migrations check 1.1.0", "migrations check --postgres 16 --json"],
    "migrations run": [
        "migrations run 1.2.0 --phase expand --stack staging --database env:MIGRATIONS_URL --dry-run",
        "migrations run 1.2.0 --phase contract --stack staging --database file:/run/secrets/migrations-url",
    ],
    "migrations status": ["migrations status --stack staging --database env:MIGRATIONS_URL"],
    "compliance report": ["compliance --stack dev", "compliance --stack prod --baseline high --format sarif --out compliance.sarif"],
    "compliance explain": ["compliance explain SC-28", "compliance explain s3-ssl-requests-only"],
    "destroy": ["destroy --stack dev", "destroy --stack prod --confirm prod"],
    "sim start": ["sim start", "sim start --realistic 0.05 --pace 0.1"],
    "sim stop": ["sim stop"],
    "sim status": ["sim status", "sim status --json"],
    "sim logs": ["sim logs --follow"],
    "sim reset": ["sim reset"],
    "sim image push": ["sim image push colorway/api-gateway 1.2.0 errors:5%"],
    "sim fault add": [
        "sim fault add throttle elasticloadbalancing ModifyListener --times 3",
        "sim fault add timeout-after-success elasticloadbalancing ModifyListener --milliseconds 2000",
    ],
    "sim fault list": ["sim fault list"],
    "sim fault clear": ["sim fault clear"],
    "pulumi": [
        "pulumi -- stack output --stack dev",
        "pulumi -- preview --stack dev --policy-pack policies/release",
        "pulumi -- config set colorway:activeColor green --stack dev",
    ],
    "tour": ["tour", "tour --keep --rate 200"],
};

/** The commands that do something, each with its words: `sim image push`. */
export function leaves(command: Command = commandLine(), words: readonly string[] = []): readonly (readonly [words: string, command: Command])[] {
    if (command.commands.length === 0) return [[words.join(" "), command]];
    return command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

/** The page with its generated part made anew. */
export function regenerate(text: string): string {
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/commands.md: the markers ${begin} and ${end} are missing`);
    return `${text.slice(0, from + begin.length)}\n\n${reference()}\n${text.slice(to)}`;
}

function reference(): string {
    const common = withCommonOptions(new Command("common"));
    return [
        "## Common options",
        "",
        ...optionsTable(common.options),
        "",
        ...leaves().flatMap(([words, command]) => section(words, command, common)),
    ].join("\n");
}

function section(words: string, command: Command, common: Command): readonly string[] {
    const shared = new Set(common.options.map(({ flags }) => flags));
    const own = command.options.filter(({ flags }) => !shared.has(flags));
    const takesAll = command.options.length - own.length === shared.size;
    const missing = common.options.filter(({ flags }) => !command.options.some((option) => option.flags === flags));
    return [
        `## ${words}`,
        "",
        `${sentence(command.description())}`,
        "",
        "```console",
        ...(examples[words] ?? []).map((example) => `$ npx colorway ${example}`),
        "```",
        "",
        ...argumentsTable(command),
        ...(own.length === 0 ? [] : [...optionsTable(own), ""]),
        takesAll
            ? "Takes the common options."
            : `Takes the common options but ${missing.map(({ long }) => `\`${long}\``).join(" and ")}.`,
        "",
    ];
}

function argumentsTable(command: Command): readonly string[] {
    const { registeredArguments } = command;
    if (registeredArguments.length === 0) return [];
    const rows = registeredArguments.map((argument) => {
        const name = argument.variadic ? `${argument.name()}...` : argument.name();
        const shown = argument.required ? `<${name}>` : `[${name}]`;
        const fallback = argument.defaultValue === undefined ? "" : `, default ${String(argument.defaultValue)}`;
        return `| \`${shown}\` | ${cell(`${argument.description}${fallback}`)} |`;
    });
    return ["| argument | meaning |", "|---|---|", ...rows, ""];
}

function optionsTable(options: Command["options"]): readonly string[] {
    return ["| option | meaning |", "|---|---|", ...options.map(({ flags, description }) => `| \`${flags}\` | ${cell(description)} |`)];
}

/** As a sentence of its own. */
function sentence(text: string): string {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function cell(text: string): string {
    return text.replaceAll("|", "\\|");
}

if (require.main === module) writeFileSync(page, regenerate(readFileSync(page, "utf8")));
