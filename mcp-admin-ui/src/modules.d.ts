// SPDX-License-Identifier: Apache-2.0
declare module "*.properties" {
  const messages: Record<string, string>;
  export default messages;
}

declare module "virtual:menu-labels" {
  const labels: Record<string, string>;
  export default labels;
}
