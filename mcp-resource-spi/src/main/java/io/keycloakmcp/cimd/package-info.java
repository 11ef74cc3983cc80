/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Clients whose id is the URL of their metadata (draft-ietf-oauth-client-id-metadata-document). They become clients of
 * the realm when they first come, and follow their documents from then on.
 */
package io.keycloakmcp.cimd;
