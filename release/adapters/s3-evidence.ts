import type { EvidenceFiles } from "../ports/evidence";
import type { RecordsPlace } from "./s3-audit";
import { S3Bucket } from "./s3-bucket";

/** Files of evidence in S3, `PREFIX/HASH`, written only where there is none and locked if the place says so. */
export class S3Evidence implements EvidenceFiles {
    private readonly bucket: S3Bucket;

    constructor(private readonly place: RecordsPlace) {
        this.bucket = new S3Bucket(place);
    }

    keep(hash: string, content: Buffer): Promise<void> {
        return this.bucket.putBytes(hash, content, this.place.retention);
    }

    read(hash: string): Promise<Buffer | undefined> {
        return this.bucket.bytes(hash);
    }

    pathOf(hash: string): string {
        return this.bucket.pathOf(hash);
    }

    /** Closes the connections. */
    close(): Promise<void> {
        return this.bucket.close();
    }
}
