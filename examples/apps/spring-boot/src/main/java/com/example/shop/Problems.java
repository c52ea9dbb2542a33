package com.example.shop;

import dev.lakehouse4j.core.error.LakehouseException;
import dev.lakehouse4j.core.error.TableNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Errors as {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice
class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ProblemDetail notFound(NotFoundException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, e.getMessage());
    }

    /** A table is missing until the first refresh has made it. */
    @ExceptionHandler({NotReadyException.class, TableNotFoundException.class})
    ResponseEntity<ProblemDetail> notReady() {
        HttpStatus status = HttpStatus.SERVICE_UNAVAILABLE;
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(ProblemDetail.forStatusAndDetail(status, "The tables are not built yet. Ask again in a moment."));
    }

    /** The message may name folders of this machine: it goes to the log, not to the caller. */
    @ExceptionHandler
    ProblemDetail failed(LakehouseException e) {
        LOG.error("Cannot answer a request", e);
        return ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, "The lake cannot be read.");
    }
}
