// SPDX-License-Identifier: Apache-2.0
declare module "virtual:message-files" {
  /** Where the texts of each language are. */
  const files: Record<string, string>;
  export default files;
}

declare module "virtual:menu-labels" {
  const labels: Record<string, string>;
  export default labels;
}
