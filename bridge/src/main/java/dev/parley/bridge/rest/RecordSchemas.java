package dev.parley.bridge.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.reflect.RecordComponent;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Says of a record's fields which are always there and which may be null: an [Optional] one is left out when it is
/// empty, or null where the record does not say so; so are lists and switches of which the record says it; one that is
/// `@Nullable` a caller need not send.
final class RecordSchemas implements ModelConverter {
    private static final String REFERENCE = "#/components/schemas/";

    /// Schemas go by simple names: two records of one name would overwrite each other's.
    private final Map<String, Class<?>> named = new ConcurrentHashMap<>();
    private static final Set<Class<?>> OPTIONAL = Set.of(Optional.class, OptionalInt.class, OptionalLong.class);

    @Override
    public @Nullable Schema<?> resolve(
            AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
        JavaType java = Json.mapper().constructType(type.getType());
        // The library takes these for objects.
        if (java != null && java.hasRawClass(OptionalInt.class)) {
            return new IntegerSchema().format("int32");
        }
        if (java != null && java.hasRawClass(OptionalLong.class)) {
            return new IntegerSchema().format("int64");
        }
        if (!chain.hasNext()) {
            return null;
        }
        Schema<?> schema = chain.next().resolve(type, context, chain);
        if (schema != null && java != null && java.getRawClass().isRecord()) {
            checkName(java.getRawClass());
            describe(java.getRawClass(), target(schema, context));
        }
        return schema;
    }

    private void checkName(Class<?> type) {
        Class<?> known = named.putIfAbsent(type.getSimpleName(), type);
        if (known != null && !known.equals(type)) {
            throw new IllegalStateException(known + " and " + type + " have one name in the API document");
        }
    }

    private static Schema<?> target(Schema<?> schema, ModelConverterContext context) {
        String reference = schema.get$ref();
        return reference == null
                ? schema
                : Optional.<Schema<?>>ofNullable(
                                context.getDefinedModels().get(reference.substring(REFERENCE.length())))
                        .orElse(schema);
    }

    // The library's own signature.
    @SuppressWarnings("rawtypes")
    private static void describe(Class<?> type, Schema<?> schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        for (RecordComponent component : type.getRecordComponents()) {
            Schema<?> property = properties.get(component.getName());
            boolean optional = OPTIONAL.contains(component.getType());
            if (property == null
                    || component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                    || isLeftOut(type, component, optional)) {
                continue;
            }
            schema.addRequiredItem(component.getName());
            if (optional) {
                property.setNullable(true);
            }
        }
    }

    private static boolean isLeftOut(Class<?> type, RecordComponent component, boolean optional) {
        JsonInclude own = component.getAccessor().getAnnotation(JsonInclude.class);
        JsonInclude rule = own == null ? type.getAnnotation(JsonInclude.class) : own;
        return rule != null
                && switch (rule.value()) {
                    case NON_EMPTY, NON_DEFAULT -> true;
                    case NON_ABSENT -> optional;
                    default -> false;
                };
    }
}
