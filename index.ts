/** Entry of `pulumi up`: Pulumi calls the exported function and takes what it returns for the stack's outputs. */

import { program } from "./program";

export = (): ReturnType<typeof program> => program();
