/** The keys of a stack's configuration, in the order of the reference and of the messages. */

import { defaultsOf, serviceDefaults } from "./defaults";
import { type Field, oneOf } from "./fields";
import { admissionField } from "./sections/admission";
import { alarmsField } from "./sections/alarms";
import { auditField } from "./sections/audit";
import { backupField } from "./sections/backup";
import { cacheField } from "./sections/cache";
import { checksField } from "./sections/checks";
import { clusterField } from "./sections/cluster";
import { databaseField } from "./sections/database";
import { deliveryField } from "./sections/delivery";
import { edgeField } from "./sections/edge";
import { governanceField } from "./sections/governance";
import { imagesField } from "./sections/images";
import { networkField } from "./sections/network";
import { notifyField } from "./sections/notify";
import { observabilityField } from "./sections/observability";
import { secretsField } from "./sections/secrets";
import { servicesField } from "./sections/services";
import { colorField, slotsField, trafficField } from "./sections/slots";
import { strategyField } from "./sections/strategy";
import { tagsField } from "./sections/tags";
import { type Environment, environments } from "./types";

/** Namespace of the configuration and name of the project. */
export const namespace = "colorway";

/** The keys of the namespace, with the defaults of an environment. */
export function schemaOf(environment: Environment) {
    const defaults = defaultsOf(environment);
    return {
        environment: oneOf(environments, {
            about: "The environment, which decides the defaults. Absent or empty: the name of the stack.",
            cure: "name the stack dev, staging or prod, or write one of them",
        }),
        activeColor: colorField,
        traffic: trafficField,
        slots: slotsField,
        services: servicesField(serviceDefaults(environment)),
        network: networkField(defaults.network),
        cluster: clusterField(defaults.cluster),
        admission: admissionField(defaults.admission),
        secrets: secretsField(defaults.secrets),
        database: databaseField(defaults.database),
        cache: cacheField(defaults.cache),
        backup: backupField(defaults.backup),
        audit: auditField(defaults.audit),
        images: imagesField(defaults.images),
        edge: edgeField(defaults.edge),
        alarms: alarmsField(defaults.alarms),
        observability: observabilityField(defaults.observability),
        strategy: strategyField(defaults.strategy),
        checks: checksField(defaults.checks),
        governance: governanceField(defaults.governance),
        notify: notifyField(defaults.notify),
        delivery: deliveryField(defaults.delivery),
        tags: tagsField(defaults.tags),
    };
}

export type Schema = ReturnType<typeof schemaOf>;
export type SettingKey = keyof Schema;

const fieldsOfDev: { readonly [key: string]: Field<unknown> } = schemaOf("dev");
/** The keys of the namespace. */
export const settingKeys: readonly string[] = Object.keys(fieldsOfDev);
