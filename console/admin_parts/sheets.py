"""Buttons of a list that bring its things out as a table, and in again: first shown, then done."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from console.models import SheetImport
from console.sheets import files
from console.sheets.plans import Fate, Plan, Stale, do
from console.sheets.sheet import Sheet

KEPT_FOR = timedelta(days=1)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"csv": ("text/csv; charset=utf-8", files.write_csv), "xlsx": (XLSX, files.write_xlsx)}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file or an .xlsx spreadsheet, 2 MB and 1000 rows at most."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )


class WithSheet(admin.ModelAdmin):
    """The page of a model that is also a table."""

    sheet: Sheet

    def get_urls(self) -> list[Any]:
        """With the table's addresses."""
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("sheet/template/", view(self.template), name=f"{name}_template"),
            path("sheet/export/", view(self.export), name=f"{name}_export"),
            path("sheet/import/", view(self.bring_in), name=f"{name}_import"),
            path("sheet/import/<int:upload>/", view(self.preview), name=f"{name}_preview"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        shown = {"sheet_name": f"admin:{self.opts.app_label}_{self.opts.model_name}", "may_import": self._may(request)}
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    def template(self, request: HttpRequest) -> HttpResponse:
        """The columns, with an example."""
        return self._file(request, self.sheet.template(), "template")

    def export(self, request: HttpRequest) -> HttpResponse:
        """All there are, those that are archived too."""
        return self._file(request, list(self.sheet.rows()), "export")

    def bring_in(self, request: HttpRequest) -> HttpResponse:
        """Takes a file and keeps its rows, to be looked at."""
        self._guard(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                rows = files.read(form.cleaned_data["file"].read())
                Plan(self.sheet, rows)
            except files.Unreadable as error:
                form.add_error("file", str(error))
            else:
                return redirect(
                    f"admin:{self.opts.app_label}_{self.opts.model_name}_preview", self._kept(request, rows)
                )
        return self._page(request, "upload.html", {"form": form})

    def preview(self, request: HttpRequest, upload: int) -> HttpResponse:
        """Says what would come of each row; a POST does it."""
        self._guard(request)
        kept = get_object_or_404(SheetImport, pk=upload, sheet=self.sheet.key, by=request.user.pk)
        if request.method == "POST":
            return self._done(request, kept)
        try:
            plan = Plan(self.sheet, kept.rows)
        except files.Unreadable as error:
            raise Http404 from error
        counts = [(fate.value, fate.label, plan.count(fate)) for fate in Fate]
        lines = [line for line in plan.lines if line.fate != Fate.UNCHANGED]
        return self._page(request, "preview.html", {"plan": plan, "counts": counts, "lines": lines})

    def _done(self, request: HttpRequest, kept: SheetImport) -> HttpResponse:
        try:
            plan = do(self.sheet, kept.rows, digest=request.POST.get("digest", ""))
        except Stale:
            words = _("Something has changed since you looked. Nothing was imported: look at it again.")
            self.message_user(request, words, messages.WARNING)
            return redirect(request.path)
        kept.delete()
        count = plan.count(Fate.NEW) + plan.count(Fate.CHANGED)
        said = ngettext("%d row was imported.", "%d rows were imported.", count) % count
        self.message_user(request, said, messages.SUCCESS)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def _kept(self, request: HttpRequest, rows: files.Rows) -> int:
        SheetImport.objects.filter(by=request.user.pk, sheet=self.sheet.key).delete()
        SheetImport.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
        return SheetImport.objects.create(by=cast(User, request.user), sheet=self.sheet.key, rows=rows).pk

    def _file(self, request: HttpRequest, rows: list[list[str]], what: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        kind = request.GET.get("kind", "csv")
        if kind not in KINDS:
            raise Http404
        content_type, write = KINDS[kind]
        name = f"{self.sheet.key}-{what}-{timezone.localdate()}.{kind}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write(rows), content_type=content_type, headers=headers)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        title = gettext("Import: %(name)s") % {"name": self.opts.verbose_name_plural}
        around = {
            "opts": self.opts,
            "title": title,
            "here": gettext("Import"),
            "sheet_name": f"admin:{self.opts.app_label}_{self.opts.model_name}",
        }
        return TemplateResponse(
            request, f"admin/sheets/{name}", self.admin_site.each_context(request) | around | context
        )

    def _guard(self, request: HttpRequest) -> None:
        if not self._may(request):
            raise PermissionDenied

    def _may(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request) and self.has_change_permission(request)
