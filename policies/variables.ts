/** Variables of the environment that packs are started with. */

/** Folder of `exceptions.yaml` and `environments/`, for programs that keep them elsewhere than beside the packs. */
export const folderVariable = "COLORWAY_POLICIES";
/** Name of the environment, for stacks that are called otherwise. */
export const environmentVariable = "COLORWAY_POLICY_ENVIRONMENT";
/** File that the pack writes a `PackReport` to as things happen, a line of JSON each. */
export const reportVariable = "COLORWAY_POLICY_REPORT";
