import { flagProperty, Shape, textProperty } from "../model";

/**
 * Response headers that a listener sets by itself, by property.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/header-modification.html
 */
export const responseHeaders: { readonly [property: string]: string } = {
    routingHttpResponseAccessControlAllowCredentialsHeaderValue: "Access-Control-Allow-Credentials",
    routingHttpResponseAccessControlAllowHeadersHeaderValue: "Access-Control-Allow-Headers",
    routingHttpResponseAccessControlAllowMethodsHeaderValue: "Access-Control-Allow-Methods",
    routingHttpResponseAccessControlAllowOriginHeaderValue: "Access-Control-Allow-Origin",
    routingHttpResponseAccessControlExposeHeadersHeaderValue: "Access-Control-Expose-Headers",
    routingHttpResponseAccessControlMaxAgeHeaderValue: "Access-Control-Max-Age",
    routingHttpResponseContentSecurityPolicyHeaderValue: "Content-Security-Policy",
    routingHttpResponseStrictTransportSecurityHeaderValue: "Strict-Transport-Security",
    routingHttpResponseXContentTypeOptionsHeaderValue: "X-Content-Type-Options",
    routingHttpResponseXFrameOptionsHeaderValue: "X-Frame-Options",
};

const source = "ELBv2 API Reference, ListenerAttribute";

const restricted: Shape = {
    routingHttpResponseAccessControlAllowCredentialsHeaderValue: textProperty({ computed: true, oneOf: ["true"], source }),
    routingHttpResponseAccessControlMaxAgeHeaderValue: textProperty({ computed: true, pattern: /^\d{1,5}$/, source }),
    routingHttpResponseXContentTypeOptionsHeaderValue: textProperty({ computed: true, oneOf: ["nosniff"], source }),
    routingHttpResponseXFrameOptionsHeaderValue: textProperty({
        computed: true,
        pattern: /^(DENY|SAMEORIGIN|ALLOW-FROM https?:\/\/\S+)$/,
        source,
    }),
};

/** The properties of a listener that change response headers. */
export const headerProperties: Shape = {
    ...Object.fromEntries(
        Object.keys(responseHeaders).map((name) => [name, textProperty({ computed: true, maxLength: 1024, source })]),
    ),
    ...restricted,
    routingHttpResponseServerEnabled: flagProperty({ computed: true, source }),
};
