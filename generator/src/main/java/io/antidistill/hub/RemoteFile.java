package io.antidistill.hub;

import java.net.URI;

/**
 * A file on the hub.
 *
 * @param etag SHA-256 of a large file, git's SHA-1 of a small one
 */
record RemoteFile(String name, URI address, String etag, long size) {
    RemoteFile {
        if (!etag.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
            throw new HubException(address + " comes without a checksum; check HF_ENDPOINT");
        }
        if (size < 0) {
            throw new HubException(address + " comes without a size; check HF_ENDPOINT");
        }
    }
}
