package dev.parley.bridge.rest;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.UrlResource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/// The web server's settings that are not properties.
@Configuration(proxyBeanMethods = false)
class WebConfig implements WebMvcConfigurer {
    private static final String STYLES = "swagger-ui.css";

    /// There is only JSON here, whatever a caller says it prefers.
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer configurer) {
        configurer.ignoreAcceptHeader(true).defaultContentType(MediaType.APPLICATION_JSON);
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new SessionInLog());
    }

    /// What the page at `/docs` loads: Swagger UI from its WebJar, and a script of ours.
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(DocsPage.PATH + "/swagger-ui/*").addResourceLocations(swaggerUi());
        registry.addResourceHandler(DocsPage.PATH + "/*").addResourceLocations("classpath:/dev/parley/bridge/docs/");
    }

    /// The WebJar's folder carries its version.
    private static Resource swaggerUi() {
        try {
            Resource[] found = new PathMatchingResourcePatternResolver()
                    .getResources("classpath:/META-INF/resources/webjars/swagger-ui/*/" + STYLES);
            String url = found[0].getURL().toString();
            return UrlResource.from(url.substring(0, url.length() - STYLES.length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> jsonErrors() {
        return factory -> factory.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass("");
                host.getPipeline().addValve(new JsonErrorValve());
            }
        });
    }
}
