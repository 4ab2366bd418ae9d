import { podSecurityRules } from "../../../../policies/rules/kubernetes/pod-security";
import { describeRules, later } from "../harness";
import { first, pod, podFixtures, secured, windows } from "./fixtures";

const all = { securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } } };
const own = `${first}.securityContext`;
const common = `${pod}.securityContext`;

describeRules("what a container may do", podSecurityRules, {
    "k8s-no-privileged-containers": podFixtures({
        passes: [secured({ privileged: false })],
        fails: [[secured({ privileged: true }), `${own}.privileged is true; false is required`]],
        unknown: [secured({ privileged: later }), `${own}.privileged`],
    }),
    "k8s-no-privilege-escalation": podFixtures({
        passes: [secured({ allowPrivilegeEscalation: false })],
        fails: [[secured({ allowPrivilegeEscalation: true }), `${own}.allowPrivilegeEscalation is true; false is required`]],
        absent: [`${own}.allowPrivilegeEscalation is not set; false is required`],
        unknown: [secured({ allowPrivilegeEscalation: later }), `${own}.allowPrivilegeEscalation`],
        notApplicable: windows,
    }),
    "k8s-run-as-non-root": podFixtures({
        passes: [
            secured({ runAsNonRoot: true }), all,
            { ...secured({ runAsNonRoot: true }), securityContext: { runAsNonRoot: false } },
        ],
        fails: [
            [secured({ runAsNonRoot: false }), `${own}.runAsNonRoot is false; true is required`],
            [{ ...secured({ runAsNonRoot: false }), ...all }, `${own}.runAsNonRoot is false; true is required`],
            [{ securityContext: { runAsNonRoot: false } }, `${common}.runAsNonRoot is false; true is required`],
        ],
        absent: [`${own}.runAsNonRoot is not set; true is required`],
        unknown: [{ securityContext: { runAsNonRoot: later } }, `${common}.runAsNonRoot`],
    }),
    "k8s-run-as-user-not-root": podFixtures({
        passes: [secured({ runAsUser: 1000, runAsGroup: 1000 })],
        fails: [
            [secured({ runAsUser: 0 }), `${own}.runAsUser is 0; 1 or more is required`],
            [{ securityContext: { runAsGroup: 0 } }, `${common}.runAsGroup is 0; 1 or more is required`],
        ],
        unknown: [secured({ runAsUser: later }), `${own}.runAsUser`],
    }),
    "k8s-drop-all-capabilities": podFixtures({
        passes: [secured({ capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } })],
        fails: [
            [secured({ capabilities: { drop: ["NET_RAW"] } }), `${own}.capabilities.drop is ["NET_RAW"]; ALL is required`],
            [
                secured({ capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }),
                `${own}.capabilities.add[0] is "SYS_ADMIN"; "NET_BIND_SERVICE" is required`,
            ],
        ],
        absent: [`${own}.capabilities.drop is not set; ALL is required`],
        unknown: [
            secured({ capabilities: { drop: [later], add: later } }), `${own}.capabilities.drop`, `${own}.capabilities.add`,
        ],
        notApplicable: windows,
    }),
    "k8s-seccomp-runtime-default": podFixtures({
        passes: [all, secured({ seccompProfile: { type: "Localhost", localhostProfile: "own.json" } })],
        fails: [
            [
                { ...secured({ seccompProfile: { type: "Unconfined" } }), ...all },
                `${own}.seccompProfile.type is "Unconfined"; one of "RuntimeDefault", "Localhost" is required`,
            ],
        ],
        absent: [`${own}.seccompProfile.type is not set; one of "RuntimeDefault", "Localhost" is required`],
        unknown: [{ securityContext: { seccompProfile: later } }, `${common}.seccompProfile`],
        notApplicable: windows,
    }),
    "k8s-no-unmasked-proc": podFixtures({
        passes: [secured({ procMount: "Default" })],
        fails: [[secured({ procMount: "Unmasked" }), `${own}.procMount is "Unmasked"; "Default" is required`]],
        unknown: [secured({ procMount: later }), `${own}.procMount`],
    }),
    "k8s-safe-sysctls-only": podFixtures({
        passes: [
            { securityContext: {
                sysctls: [{ name: "net.ipv4.tcp_syncookies", value: "1" }, { name: "net/ipv4/ping_group_range", value: "0 0" }],
            } },
        ],
        fails: [[
            { securityContext: { sysctls: [{ name: "kernel.msgmax", value: "65536" }] } },
            `${common}.sysctls[0].name is "kernel.msgmax", which is not safe; one of the parameter safe is required`,
        ]],
        unknown: [{ securityContext: { sysctls: [{ name: later, value: "1" }] } }, `${common}.sysctls[0].name`],
    }),
    "k8s-no-selinux-apparmor-override": podFixtures({
        passes: [
            secured({ seLinuxOptions: { type: "container_t", level: "s0:c1,c2" }, appArmorProfile: { type: "RuntimeDefault" } }),
            secured({ seLinuxOptions: { type: "", user: "" } }),
        ],
        fails: [
            [secured({ seLinuxOptions: { user: "system_u" } }), `${own}.seLinuxOptions.user is set; nothing is allowed`],
            [
                { securityContext: { seLinuxOptions: { role: "sysadm_r" } } },
                `${common}.seLinuxOptions.role is set; nothing is allowed`,
            ],
            [
                secured({ seLinuxOptions: { type: "spc_t" } }),
                `${own}.seLinuxOptions.type is "spc_t"; one of "container_t", "container_init_t", "container_kvm_t", `
                    + `"container_engine_t" is required`,
            ],
            [
                secured({ appArmorProfile: { type: "Unconfined" } }),
                `${own}.appArmorProfile.type is "Unconfined"; a profile is required`,
            ],
        ],
        unknown: [secured({ appArmorProfile: { type: later } }), `${own}.appArmorProfile.type`],
    }),
    "k8s-no-host-process": podFixtures({
        passes: [secured({ windowsOptions: { hostProcess: false } })],
        fails: [
            [
                { securityContext: { windowsOptions: { hostProcess: true } } },
                `${common}.windowsOptions.hostProcess is true; false is required`,
            ],
        ],
        unknown: [secured({ windowsOptions: { hostProcess: later } }), `${own}.windowsOptions.hostProcess`],
    }),
    "k8s-read-only-root-filesystem": podFixtures({
        passes: [secured({ readOnlyRootFilesystem: true })],
        fails: [[secured({ readOnlyRootFilesystem: false }), `${own}.readOnlyRootFilesystem is false; true is required`]],
        absent: [`${own}.readOnlyRootFilesystem is not set; true is required`],
        unknown: [secured({ readOnlyRootFilesystem: later }), `${own}.readOnlyRootFilesystem`],
        notApplicable: windows,
    }),
});
