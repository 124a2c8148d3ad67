package dev.parley.bridge.rest;

import dev.parley.bridge.problem.Problem;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A form with files (RFC 7578), which the web server has read to the disk. Its files are gone when it is closed.
final class UploadForm implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UploadForm.class);
    private static final String BROKEN = "The request body must be a whole form";
    private static final int LONGEST_FIELD = 1 << 19;

    private final Collection<Part> parts;

    private UploadForm(Collection<Part> parts) {
        this.parts = parts;
    }

    /// A file of a form.
    record File(Part part) {
        long length() {
            return part.getSize();
        }

        /// As the caller calls it, not to be trusted.
        Optional<String> name() {
            return Optional.ofNullable(part.getSubmittedFileName()).filter(name -> !name.isBlank());
        }

        InputStream open() throws IOException {
            return part.getInputStream();
        }
    }

    /// Reads the body of a request.
    ///
    /// @throws Problem.Unsupported when it is no form with files
    /// @throws Problem.TooLarge when it is longer than allowed
    /// @throws Problem.Invalid when it is broken
    static UploadForm read(HttpServletRequest request) throws IOException {
        String type = Optional.ofNullable(request.getContentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!type.startsWith("multipart/form-data")) {
            throw new Problem.Unsupported("Content-Type must be multipart/form-data");
        }
        try {
            return new UploadForm(request.getParts());
        } catch (IllegalStateException e) {
            // What the servlet API says for a body, or a part of it, above the limit.
            throw new Problem.TooLarge("The form is larger than is allowed");
        } catch (ServletException e) {
            throw new Problem.Invalid(BROKEN);
        } catch (IOException e) {
            if (isOfTheForm(e)) {
                throw new Problem.Invalid(BROKEN);
            }
            LOG.warn("a form could not be read: {}", e.toString());
            throw new Problem.Busy("The file cannot be taken in now");
        }
    }

    /// The web server wraps what its parser has to say.
    private static boolean isOfTheForm(IOException e) {
        return e.getCause() instanceof FileUploadException
                || e instanceof FileUploadException
                || e instanceof EOFException
                || e instanceof ClientAbortException;
    }

    Optional<File> file(String name) {
        return part(name).filter(part -> part.getSubmittedFileName() != null).map(File::new);
    }

    /// A field's text; empty when it is blank.
    Optional<String> text(String name) throws IOException {
        Optional<Part> part = part(name).filter(field -> field.getSubmittedFileName() == null);
        if (part.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = part.get().getInputStream()) {
            byte[] bytes = in.readNBytes(LONGEST_FIELD + 1);
            if (bytes.length > LONGEST_FIELD) {
                throw new Problem.TooLarge(name + " is too long");
            }
            return Optional.of(new String(bytes, StandardCharsets.UTF_8)).filter(text -> !text.isBlank());
        }
    }

    private Optional<Part> part(String name) {
        return parts.stream().filter(part -> part.getName().equals(name)).findFirst();
    }

    @Override
    public void close() {
        for (Part part : parts) {
            try {
                part.delete();
            } catch (IOException e) {
                LOG.warn(
                        "an uploaded file could not be deleted: {}",
                        e.getClass().getSimpleName());
            }
        }
    }
}
