/** Where the files of evidence are kept, each under its hash. None is ever changed or removed through it. */
export interface EvidenceFiles {
    /** Durable when the call ends; the same content twice is kept once. @param hash SHA-256, 64 hexadecimal digits */
    keep(hash: string, content: Buffer): Promise<void>;
    /** What is kept under the hash, which the reader has to compare it with; undefined where there is nothing. */
    read(hash: string): Promise<Buffer | undefined>;
    /** Where it is, for people. */
    pathOf(hash: string): string;
}
