package dev.baton.cluster.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.baton.config.LogSettings;
import java.util.Iterator;
import org.slf4j.LoggerFactory;

/** The log of this process, in the form that the settings want. */
public final class ServerLog {

    private ServerLog() {}

    /** From now on. Levels and places of the log stay as the Logback file says. */
    public static void take(LogSettings settings) {
        switch (settings.format()) {
            case TEXT -> {}
            case JSON -> writeJson((LoggerContext) LoggerFactory.getILoggerFactory());
        }
    }

    private static void writeJson(LoggerContext context) {
        Iterator<Appender<ILoggingEvent>> appenders =
                context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof ConsoleAppender<ILoggingEvent> console) {
                JsonLines lines = new JsonLines();
                lines.setContext(context);
                lines.start();
                console.setEncoder(lines);
            }
        }
    }
}
