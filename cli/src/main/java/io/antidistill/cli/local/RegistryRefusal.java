package io.antidistill.cli.local;

/** An answer other than success, with the codes of Confluent's REST API. */
final class RegistryRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final int errorCode;

    RegistryRefusal(int status, int errorCode, String message) {
        super(message);
        this.status = status;
        this.errorCode = errorCode;
    }

    static RegistryRefusal noSuchSubject(String subject) {
        return new RegistryRefusal(404, 40401, "Subject '" + subject + "' not found.");
    }

    static RegistryRefusal noSuchVersion(String version) {
        return new RegistryRefusal(404, 40402, "Version " + version + " not found.");
    }

    static RegistryRefusal noSuchSchema(String what) {
        return new RegistryRefusal(404, 40403, "Schema " + what + " not found.");
    }

    static RegistryRefusal invalidSchema(String reason) {
        return new RegistryRefusal(422, 42201, "Invalid schema: " + reason);
    }

    static RegistryRefusal invalidVersion(String version) {
        return new RegistryRefusal(
                422,
                42202,
                "The version '" + version + "' is not a valid version: give a number from 1, or \"latest\".");
    }

    static RegistryRefusal invalidLevel(String level) {
        return new RegistryRefusal(
                422, 42203, "Invalid compatibility level '" + level + "': give one of " + CompatibilityLevel.names());
    }

    static RegistryRefusal noSuchLevel(String subject) {
        return new RegistryRefusal(
                404, 40408, "Subject '" + subject + "' does not have subject-level compatibility configured.");
    }

    static RegistryRefusal incompatible(String reasons) {
        return new RegistryRefusal(
                409, 409, "Schema being registered is incompatible with an earlier schema: " + reasons);
    }

    static RegistryRefusal notOffered(String what) {
        return new RegistryRefusal(
                405, 405, what + " is not offered by the embedded registry; run a full schema registry for that.");
    }

    int status() {
        return status;
    }

    int errorCode() {
        return errorCode;
    }
}
