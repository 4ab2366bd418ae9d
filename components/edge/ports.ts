/** Ports of the load balancer. */

export const httpPort = 80;
export const httpsPort = 443;
/** The test listener: closed to users, open to whoever tries a release before it gets traffic. */
export const testPort = 8443;
