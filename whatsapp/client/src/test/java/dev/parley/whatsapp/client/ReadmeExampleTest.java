package dev.parley.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever copies the example of the README has a program.
class ReadmeExampleTest {
    private static final Path README = Path.of("..", "README.md");
    private static final String START = "```java\n";
    private static final String END = "```\n";

    @Test
    void theExampleCompilesAndIsShort(@TempDir Path classes) throws IOException {
        String example = firstExample();

        assertThat(example.lines()).hasSizeLessThanOrEqualTo(15);
        assertThat(compile(program(example), classes)).isEmpty();
    }

    private static String firstExample() throws IOException {
        String readme = Files.readString(README);
        int start = readme.indexOf(START) + START.length();
        return readme.substring(start, readme.indexOf(END, start));
    }

    private static String program(String example) {
        String imports = Stream.of(
                        "java.time.Duration", "dev.parley.whatsapp.client.*", "dev.parley.whatsapp.client.event.*")
                .map("import %s;%n"::formatted)
                .reduce("import dev.parley.whatsapp.client.store.InMemoryDeviceStore;\n", String::concat);
        return imports + "class Example { static void main() throws Exception {\n" + example + "} }\n";
    }

    /// What the compiler says; nothing when it is satisfied.
    private static String compile(String source, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean compiled = compiler.getTask(
                        messages,
                        null,
                        null,
                        List.of("-d", classes.toString(), "-proc:none"),
                        null,
                        List.of(source(source)))
                .call();
        return compiled ? "" : messages.toString();
    }

    private static JavaFileObject source(String text) {
        return new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
