package dev.parley.bridge.rest;

import io.swagger.v3.oas.annotations.Hidden;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The API described, with a page to try it. Its scripts and styles are served by [WebConfig].
@Hidden
@RestController
class DocsPage {
    static final String PATH = "/docs";
    static final String DOCUMENT = "/openapi.json";

    @GetMapping(PATH)
    ResponseEntity<Resource> page() {
        return ResponseEntity.ok()
                .contentType(MediaType.TEXT_HTML)
                .body(new ClassPathResource("dev/parley/bridge/docs/index.html"));
    }

    /// Whether a path belongs to the page: a browser that opens it can be asked for the key.
    static boolean isPartOf(String path) {
        return path.equals(PATH) || path.startsWith(PATH + "/") || path.equals(DOCUMENT);
    }
}
