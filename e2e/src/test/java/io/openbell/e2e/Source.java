package io.openbell.e2e;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import io.openbell.testkit.process.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * What one Java file says, as javac's parser reads it: comments are not part of it, and constants
 * are, which class files no longer show.
 *
 * @param publicTypes full names of its public top-level types
 * @param imports what it imports, static or not
 * @param names everything else it says with dots in between, full names among them
 * @param words single names in its code, not those in imports
 */
record Source(Set<String> publicTypes, Set<String> imports, Set<String> names, Set<String> words) {

  /** What the main sources of a module say, one file each. */
  static List<Source> ofModule(String module) {
    try (Stream<Path> files = Files.walk(Checkout.file(module + "/src/main/java"))) {
      return files.filter(file -> file.toString().endsWith(".java")).map(Source::of).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Source of(Path file) {
    try {
      return of(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What this text of a Java file says. */
  static Source of(String text) {
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
          }
        };
    JavacTask parser =
        (JavacTask)
            ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, null, null, null, List.of(file));
    Source source = new Source(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());
    try {
      Iterator<? extends CompilationUnitTree> units = parser.parse().iterator();
      source.read(units.next());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return source;
  }

  private void read(CompilationUnitTree unit) {
    String inPackage = unit.getPackageName() + ".";
    for (ImportTree imported : unit.getImports()) {
      imports.add(imported.getQualifiedIdentifier().toString());
    }
    TreeScanner<@Nullable Void, @Nullable Void> scanner =
        new TreeScanner<>() {
          @Override
          public @Nullable Void visitMemberSelect(MemberSelectTree name, @Nullable Void none) {
            names.add(name.toString());
            return super.visitMemberSelect(name, none);
          }

          @Override
          public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void none) {
            words.add(name.getName().toString());
            return super.visitIdentifier(name, none);
          }
        };
    scanner.scan(unit.getPackage() == null ? null : unit.getPackage().getAnnotations(), null);
    for (var type : unit.getTypeDecls()) {
      if (type instanceof ClassTree declared) {
        if (declared.getModifiers().getFlags().contains(Modifier.PUBLIC)) {
          publicTypes.add(inPackage + declared.getSimpleName());
        }
      }
      scanner.scan(type, null);
    }
  }

  /** What it imports from this package or those below, or names in full. */
  List<String> namesOf(String thePackage) {
    return Stream.concat(imports.stream(), names.stream())
        .filter(name -> name.startsWith(thePackage + "."))
        .toList();
  }

  /** Whether its code, not only its Javadoc, uses this type of another package. */
  boolean uses(String type) {
    String simple = type.substring(type.lastIndexOf('.') + 1);
    return (imports.contains(type) && words.contains(simple))
        || !namesOf(type).isEmpty()
        || names.contains(type);
  }
}
