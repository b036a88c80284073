package io.sessionstats.api.trro;

/**
 * The error codes of Tencent Cloud API 3.0 that this face gives. The rest of what the vendor
 * documents cannot arise here: any region is taken ({@code UnsupportedRegion}); there is no second
 * factor ({@code AuthFailure.MFAFailure}); limits are those of a key, not of an address or an
 * account ({@code RequestLimitExceeded.IPLimitExceeded}, {@code .UinLimitExceeded}); nothing but
 * its rate is limited ({@code LimitExceeded}); both actions are there and only read ({@code
 * ActionOffline}, {@code UnsupportedOperation}, {@code OperationDenied}); who may not read a
 * project is told {@code AuthFailure.UnauthorizedOperation} ({@code UnauthorizedOperation}); and
 * what fails is the store or the server ({@code FailedOperation}).
 */
enum ErrorCode {
    MISSING_PARAMETER("MissingParameter"),
    INVALID_PARAMETER("InvalidParameter"),
    INVALID_PARAMETER_VALUE("InvalidParameterValue"),
    UNKNOWN_PARAMETER("UnknownParameter"),
    INVALID_ACTION("InvalidAction"),
    NO_SUCH_VERSION("NoSuchVersion"),
    NO_SUCH_PRODUCT("NoSuchProduct"),
    UNSUPPORTED_PROTOCOL("UnsupportedProtocol"),
    REQUEST_SIZE_LIMIT_EXCEEDED("RequestSizeLimitExceeded"),
    RESPONSE_SIZE_LIMIT_EXCEEDED("ResponseSizeLimitExceeded"),
    REQUEST_LIMIT_EXCEEDED("RequestLimitExceeded"),
    INVALID_AUTHORIZATION("AuthFailure.InvalidAuthorization"),
    SECRET_ID_NOT_FOUND("AuthFailure.SecretIdNotFound"),
    INVALID_SECRET_ID("AuthFailure.InvalidSecretId"),
    SIGNATURE_EXPIRE("AuthFailure.SignatureExpire"),
    SIGNATURE_FAILURE("AuthFailure.SignatureFailure"),
    TOKEN_FAILURE("AuthFailure.TokenFailure"),
    UNAUTHORIZED_OPERATION("AuthFailure.UnauthorizedOperation"),
    RESOURCE_NOT_FOUND("ResourceNotFound"),
    SERVICE_UNAVAILABLE("ServiceUnavailable"),
    INTERNAL_ERROR("InternalError");

    private final String code;

    ErrorCode(String code) {
        this.code = code;
    }

    /** As it is written in an answer. */
    String code() {
        return code;
    }
}
