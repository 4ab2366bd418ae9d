/**
 * Parameters of PostgreSQL on RDS that a program may set, with what each takes: DescribeEngineDefaultParameters of the families
 * postgres13 to postgres18; RDS User Guide, "Working with parameters on your RDS for PostgreSQL DB instance". Read 2026-11.
 */

export interface Parameter {
    /** A static one needs a restart: it is set with `pending-reboot` only. */
    readonly restarts: boolean;
    /** Allowed values in AWS's form: `0,1`, `10-100`, or undefined for any text. */
    readonly allowed?: string;
    /** Values may hold AWS's formulas (`{DBInstanceClassMemory/9531392}`). */
    readonly formula?: boolean;
    /** Whether the value is a comma-separated list of allowed ones. */
    readonly many?: boolean;
}

const largest = "2147483647";
const onOff = "0,1";
const levels = "debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic";
const libraries =
    "auto_explain,orafce,pg_ad_mapping,pg_bigm,pg_cron,pg_hint_plan,pg_prewarm,pg_similarity,pg_stat_statements,pg_tle,"
    + "pg_transport,pgactive,pgaudit,pgaudit.log,plprofiler,plrust";

function dynamic(allowed?: string, more: Partial<Parameter> = {}): Parameter {
    return { restarts: false, allowed, ...more };
}

function fixed(allowed?: string, more: Partial<Parameter> = {}): Parameter {
    return { restarts: true, allowed, ...more };
}

const parameters: { readonly [name: string]: Parameter } = {
    "auto_explain.log_analyze": dynamic(onOff),
    "auto_explain.log_min_duration": dynamic(`-1-${largest}`),
    "autovacuum": dynamic(onOff),
    "autovacuum_analyze_scale_factor": dynamic("0-100"),
    "autovacuum_max_workers": fixed("1-262143", { formula: true }),
    "autovacuum_naptime": dynamic("1-2147483"),
    "autovacuum_vacuum_cost_limit": dynamic("-1-10000", { formula: true }),
    "autovacuum_vacuum_scale_factor": dynamic("0-100"),
    "checkpoint_completion_target": dynamic("0-1"),
    "checkpoint_timeout": dynamic("30-3600"),
    "client_encoding": dynamic(),
    "client_min_messages": dynamic("debug5,debug4,debug3,debug2,debug1,log,notice,warning,error"),
    "cron.database_name": fixed(),
    "deadlock_timeout": dynamic(`1-${largest}`),
    "default_statistics_target": dynamic("1-10000"),
    "effective_cache_size": dynamic(`1-${largest}`, { formula: true }),
    "effective_io_concurrency": dynamic("0-1000"),
    "huge_pages": fixed("on,off,try"),
    "idle_in_transaction_session_timeout": dynamic(`0-${largest}`),
    "idle_session_timeout": dynamic(`0-${largest}`),
    "lock_timeout": dynamic(`0-${largest}`),
    "log_autovacuum_min_duration": dynamic(`-1-${largest}`),
    "log_checkpoints": dynamic(onOff),
    "log_connections": dynamic(onOff),
    "log_disconnections": dynamic(onOff),
    "log_duration": dynamic(onOff),
    "log_error_verbosity": dynamic("default,terse,verbose"),
    "log_hostname": dynamic(onOff),
    "log_lock_waits": dynamic(onOff),
    "log_min_duration_statement": dynamic(`-1-${largest}`),
    "log_min_error_statement": dynamic(levels),
    "log_min_messages": dynamic(levels),
    "log_parameter_max_length": dynamic("-1-1073741823"),
    "log_statement": dynamic("none,ddl,mod,all"),
    "log_statement_stats": dynamic(onOff),
    "log_temp_files": dynamic(`-1-${largest}`),
    "maintenance_work_mem": dynamic(`1024-${largest}`, { formula: true }),
    "max_connections": fixed("6-8388607", { formula: true }),
    "max_locks_per_transaction": fixed(`10-${largest}`),
    "max_logical_replication_workers": fixed("0-262143"),
    "max_parallel_workers": dynamic("0-1024", { formula: true }),
    "max_parallel_workers_per_gather": dynamic("0-1024"),
    "max_prepared_transactions": fixed("0-262143"),
    "max_replication_slots": fixed("5-262143"),
    "max_wal_senders": fixed("5-262143"),
    "max_wal_size": dynamic("128-201326592"),
    "max_worker_processes": fixed("1-262143", { formula: true }),
    "min_wal_size": dynamic("128-201326592"),
    "password_encryption": dynamic("md5,scram-sha-256"),
    "pg_stat_statements.max": fixed(`100-${largest}`),
    "pg_stat_statements.track": dynamic("none,top,all"),
    "pgaudit.log": dynamic("ddl,function,misc,read,role,write,none,all,-ddl,-function,-misc,-read,-role,-write", { many: true }),
    "pgaudit.role": dynamic("rds_pgaudit"),
    "random_page_cost": dynamic("0-1000000"),
    "rds.accepted_password_auth_method": dynamic("md5+scram,scram"),
    "rds.allowed_extensions": dynamic(),
    "rds.enable_plan_management": fixed(onOff),
    "rds.force_admin_logging_level": dynamic("debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal"),
    "rds.force_autovacuum_logging_level": dynamic(
        "disabled,debug5,debug4,debug3,debug2,debug1,info,notice,warning,error,log,fatal,panic",
    ),
    "rds.force_ssl": dynamic(onOff),
    "rds.log_retention_period": dynamic("1440-10080"),
    "rds.logical_replication": fixed(onOff),
    "rds.rds_superuser_reserved_connections": fixed("0-8388607"),
    "rds.restrict_password_commands": fixed(onOff),
    "seq_page_cost": dynamic("0-1000000"),
    "shared_buffers": fixed("16-1073741823", { formula: true }),
    "shared_preload_libraries": fixed(libraries, { many: true }),
    "ssl_ciphers": dynamic(
        "TLS_RSA_WITH_AES_128_CBC_SHA,TLS_RSA_WITH_AES_256_CBC_SHA,ECDHE-RSA-AES128-GCM-SHA256,ECDHE-RSA-AES256-GCM-SHA384,"
            + "ECDHE-RSA-AES128-SHA256,ECDHE-RSA-AES256-SHA384,ECDHE-ECDSA-AES128-GCM-SHA256,ECDHE-ECDSA-AES256-GCM-SHA384,HIGH",
        { many: true },
    ),
    "ssl_max_protocol_version": dynamic("TLSv1.2,TLSv1.3"),
    "ssl_min_protocol_version": dynamic("TLSv1.2,TLSv1.3"),
    "statement_timeout": dynamic(`0-${largest}`),
    "synchronous_commit": dynamic("local,on,off,remote_write,remote_apply"),
    "tcp_keepalives_count": dynamic("0-2147483647"),
    "tcp_keepalives_idle": dynamic("0-2147483647"),
    "tcp_keepalives_interval": dynamic("0-2147483647"),
    "temp_file_limit": dynamic(`-1-${largest}`),
    "timezone": dynamic(),
    "track_activity_query_size": fixed("100-1048576"),
    "track_commit_timestamp": fixed(onOff),
    "track_functions": dynamic("none,pl,all"),
    "track_io_timing": dynamic(onOff),
    "wal_buffers": fixed("-1-262143", { formula: true }),
    "wal_sender_timeout": dynamic("0-3600000"),
    "work_mem": dynamic(`64-${largest}`, { formula: true }),
};

/** The parameter of that name in a family; undefined where there is none. */
export function parameterOf(family: string, name: string): Parameter | undefined {
    const parameter = parameters[name];
    // PostgreSQL 18 release notes: log_connections takes a list of phases, beside the old switch.
    if (name === "log_connections" && family === "postgres18") {
        return dynamic("0,1,on,off,true,false,receipt,authentication,authorization,setup_durations,all", { many: true });
    }
    return parameter;
}

/** Whether a value is allowed for a parameter. */
export function parameterTakes(parameter: Parameter, value: string): boolean {
    const { allowed } = parameter;
    if (allowed === undefined) return true;
    if (parameter.formula === true && /^(GREATEST|LEAST|SUM)?\(?\{.*\}|^(GREATEST|LEAST|SUM)\(/.test(value)) return true;
    const range = /^(-?\d+)-(\d+)$/.exec(allowed);
    if (range !== null) {
        const number = Number(value);
        return value.trim() !== "" && Number.isFinite(number) && number >= Number(range[1]) && number <= Number(range[2]);
    }
    const options = allowed.split(",");
    const given = parameter.many === true ? value.split(",").map((item) => item.trim()) : [value];
    return given.every((item) => options.includes(item));
}
