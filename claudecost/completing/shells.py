"""The scripts that make a shell ask `claudecost complete-line` after a Tab.

The answer is lines of `word<Tab>about`. None of the scripts evaluates one: a project folder may be called
`$(reboot)`.
"""

from __future__ import annotations

BASH = r"""# claudecost completion for bash; put this into ~/.bashrc:  source <(claudecost completion bash)
_claudecost() {
    local line word
    COMPREPLY=()
    # bash cuts words at = and : as well; the line up to the cursor is cut at blanks only
    local -a words=()
    read -r -a words <<<"${COMP_LINE:0:COMP_POINT}"
    [[ ${COMP_LINE:0:COMP_POINT} == *[[:space:]] ]] && words+=("")
    (( ${#words[@]} )) || return 0
    local last=${words[${#words[@]}-1]} cut=${COMP_WORDS[COMP_CWORD]}
    [[ $cut == "=" || $cut == ":" ]] && cut=""
    local kept=${last%"$cut"}
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        [[ -n $word ]] || continue
        word=${word#"$kept"}
        [[ $word == *[!A-Za-z0-9_./:=,@%+-]* ]] && word=$(printf '%q' "$word")
        COMPREPLY+=("$word")
    done < <(command claudecost complete-line -- "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _claudecost claudecost
# completion does not follow an alias: one that stands before this line is completed as well
if [[ $(alias ccusage 2>/dev/null) == *claudecost\' ]]; then
    complete -o default -F _claudecost ccusage
fi
"""

ZSH = r"""#compdef claudecost
# claudecost completion for zsh; put this into ~/.zshrc, after compinit:  source <(claudecost completion zsh)
_claudecost() {
    local line word about
    local -a words_found shown
    while IFS= read -r line; do
        word=${line%%$'\t'*}
        about=${line#*$'\t'}
        [[ -n $word ]] || continue
        words_found+=("$word")
        [[ -n $about ]] && shown+=("$word  -- $about") || shown+=("$word")
    done < <(command claudecost complete-line -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( ${#words_found} )); then
        compadd -l -d shown -a -- words_found
    else
        _files
    fi
}
compdef _claudecost claudecost
"""

FISH = r"""# claudecost completion for fish; keep it in ~/.config/fish/completions/claudecost.fish
function __claudecost_complete
    set -l words (commandline -opc) (commandline -ct)
    command claudecost complete-line -- $words[2..] 2>/dev/null
end
complete -c claudecost -f -a '(__claudecost_complete)'
complete -c claudecost -n 'test -z "$(__claudecost_complete)"' -F
"""

SCRIPTS = {"bash": BASH, "zsh": ZSH, "fish": FISH}
