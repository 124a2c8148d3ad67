package dev.parley.bridge.rest;

import dev.parley.bridge.lease.LeaseLostException;
import dev.parley.bridge.problem.Problem;
import dev.parley.bridge.sessions.Reason;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.DatabindException;

/// The one place where exceptions become answers. Nothing internal goes out: what is not known here is logged,
/// and the caller hears only that it failed.
@RestControllerAdvice
class ErrorAdvice {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorAdvice.class);

    @ExceptionHandler
    ResponseEntity<ErrorBody> problem(Problem problem) {
        HttpStatus status =
                switch (problem) {
                    case Problem.Invalid _ -> HttpStatus.BAD_REQUEST;
                    case Problem.NotFound _ -> HttpStatus.NOT_FOUND;
                    case Problem.Conflict _ -> HttpStatus.CONFLICT;
                    case Problem.TooLarge _ -> HttpStatus.CONTENT_TOO_LARGE;
                    case Problem.TooMany _ -> HttpStatus.TOO_MANY_REQUESTS;
                    case Problem.Unavailable _ -> HttpStatus.BAD_GATEWAY;
                    case Problem.Unsupported _ -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
                    case Problem.Gone _ -> HttpStatus.GONE;
                    case Problem.Full _ -> HttpStatus.INSUFFICIENT_STORAGE;
                    case Problem.Busy _ -> HttpStatus.SERVICE_UNAVAILABLE;
                };
        return answer(status, Objects.requireNonNullElse(problem.getMessage(), ""));
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> unreadable(HttpMessageNotReadableException e) {
        if (e.getRootCause() instanceof Problem problem) {
            return problem(problem);
        }
        if (e.getCause() instanceof DatabindException mismatch
                && !mismatch.getPath().isEmpty()) {
            String field = mismatch.getPath().getLast().getPropertyName();
            return answer(HttpStatus.BAD_REQUEST, (field == null ? "The body" : field) + " has the wrong type");
        }
        return answer(HttpStatus.BAD_REQUEST, "The request body must be a JSON object");
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> missing(MissingServletRequestParameterException e) {
        return answer(HttpStatus.BAD_REQUEST, e.getParameterName() + " is required");
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> mismatch(MethodArgumentTypeMismatchException e) {
        return answer(HttpStatus.BAD_REQUEST, e.getName() + " must be a whole number");
    }

    @ExceptionHandler({NoHandlerFoundException.class, NoResourceFoundException.class})
    ResponseEntity<ErrorBody> unknownPath() {
        return answer(HttpStatus.NOT_FOUND, "Not found");
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> wrongMethod(HttpRequestMethodNotSupportedException e) {
        HttpHeaders headers = e.getHeaders();
        return ResponseEntity.status(HttpStatus.METHOD_NOT_ALLOWED)
                .headers(headers)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ErrorBody("Method not allowed"));
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> wrongType(HttpMediaTypeNotSupportedException e) {
        return answer(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be application/json");
    }

    /// Another process took the session over while the request was under way; nothing of it was stored.
    @ExceptionHandler
    ResponseEntity<ErrorBody> leaseLost(LeaseLostException lost) {
        return answer(HttpStatus.CONFLICT, Reason.HELD_ELSEWHERE.words());
    }

    @ExceptionHandler({
        CannotGetJdbcConnectionException.class,
        DataAccessResourceFailureException.class,
        TransientDataAccessException.class,
        TransactionException.class
    })
    ResponseEntity<ErrorBody> database(Exception e) {
        LOG.warn("the database failed a request: {}", e.getClass().getSimpleName());
        return answer(HttpStatus.SERVICE_UNAVAILABLE, "The database is not available");
    }

    /// An answer that broke off must not look like a whole one: thrown on, it cuts the connection. Mostly
    /// the caller has gone, as browsers do who play another part of a film.
    @ExceptionHandler
    ResponseEntity<ErrorBody> broken(IOException e, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            throw e;
        }
        return unexpected(e);
    }

    @ExceptionHandler
    ResponseEntity<ErrorBody> unexpected(Exception e) {
        LOG.error("a request failed", e);
        return answer(HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong here");
    }

    private static ResponseEntity<ErrorBody> answer(HttpStatus status, String sentence) {
        // Said outright, so that a caller who accepts only text is answered all the same.
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(new ErrorBody(sentence));
    }
}
