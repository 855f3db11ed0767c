# typed: strict
# frozen_string_literal: true

# Installs the released program with its completions and manual pages.
class Notewright < Formula
  desc "@DESCRIPTION@"
  homepage "@REPOSITORY@"
  version "@VERSION@"
  license any_of: ["MIT", "Apache-2.0"]

  on_macos do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/notewright-@VERSION@-aarch64-apple-darwin.tar.gz"
      sha256 "@SHA256 aarch64-apple-darwin@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/notewright-@VERSION@-x86_64-apple-darwin.tar.gz"
      sha256 "@SHA256 x86_64-apple-darwin@"
    end
  end

  on_linux do
    on_arm do
      url "@REPOSITORY@/releases/download/v@VERSION@/notewright-@VERSION@-aarch64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 aarch64-unknown-linux-musl@"
    end
    on_intel do
      url "@REPOSITORY@/releases/download/v@VERSION@/notewright-@VERSION@-x86_64-unknown-linux-musl.tar.gz"
      sha256 "@SHA256 x86_64-unknown-linux-musl@"
    end
  end

  def install
    bin.install "notewright"
    bash_completion.install "share/bash-completion/completions/notewright"
    fish_completion.install "share/fish/vendor_completions.d/notewright.fish"
    zsh_completion.install "share/zsh/site-functions/_notewright"
    man1.install Dir["share/man/man1/*.1"]
  end

  test do
    system bin/"notewright", "init", "site"
    system bin/"notewright", "build", "--root", "site"
    assert_path_exists testpath/"site/dist/index.html"
  end
end
