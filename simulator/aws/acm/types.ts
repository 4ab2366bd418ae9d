export const certificateType = "aws:acm/certificate:Certificate";
export const validationType = "aws:acm/certificateValidation:CertificateValidation";
